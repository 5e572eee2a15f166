"""Bars that show parts of a whole, in eighths of a character."""

FULL = "█"
_PARTS = "▏▎▍▌▋▊▉"
_EIGHTHS = 8


def bar(part: float, cells: int) -> str:
    """Return the bar of a part from 0 to 1 on so many cells; what is more than nothing is never shown as nothing."""
    eighths = round(max(0.0, min(1.0, part)) * cells * _EIGHTHS)
    if part > 0 and eighths == 0:
        eighths = 1
    whole, rest = divmod(eighths, _EIGHTHS)
    return FULL * whole + (_PARTS[rest - 1] if rest else "")
