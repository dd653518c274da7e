"""What stands for a picture."""

from qbank.domain.image_label import image_label


def test_a_label_puts_alternative_text_on_one_line() -> None:
    assert image_label("a/b.png", "two\nlines") == '[image: b.png, "two lines"]'
