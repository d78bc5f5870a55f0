"""Settlements in a case's life: agreed, fulfilled, broken, resumed; promises with an hour; guarantees for a stay."""
