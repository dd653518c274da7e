"""Super- and subscripts written as characters: `x²`, `H₂O`."""

_SUPERSCRIPTS = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ",
        strict=True,
    )
)
_SUBSCRIPTS = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))


def raised(text: str) -> str:
    """Write a text as a superscript: `⁻³`, or `^(n/2)` where a character has none."""
    return _script(text, _SUPERSCRIPTS, "^")


def lowered(text: str) -> str:
    """Write a text as a subscript: `₂`, or `_(β)` where a character has none."""
    return _script(text, _SUBSCRIPTS, "_")


def _script(text: str, characters: dict[str, str], sign: str) -> str:
    words = " ".join(text.split())
    if all(character in characters for character in words):
        return "".join(characters[character] for character in words)
    return f"{sign}({words})"
