"""Printed sheets: walls, atlases, boards, registers."""
