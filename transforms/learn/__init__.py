"""Boilerplate learned per publisher: counting text that comes back (``blocks``, ``counts``), deciding what of it is
furniture (``forms``, ``judging``, ``snapshot``), and cutting it (``apply``). Nothing here imports Beam."""
