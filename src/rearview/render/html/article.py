"""One entry of a session's page as markup.

It stands beside the templates, and not in one, because a page has tens of thousands of entries, and a template takes five
times as long. What is a stranger's goes through `_text`, and never into an attribute.
"""

from html import escape

from markupsafe import Markup

from rearview.render.html.entry import Entry


def article(entry: Entry) -> Markup:
    """Return the markup of an entry: its time, what it is, and what is shown when it is opened."""
    number, kind, clock, depth, words, failed, error, texts = entry
    style = f' style="--depth:{depth}"' if depth else ""
    if texts:
        inside = "".join([f"<h3>{label}</h3>\n<pre>{_text(text)}</pre>\n" for label, text in texts])
        said = f"<details><summary>{_text(words)}</summary>\n{inside}</details>"
    else:
        said = f"<p>{_text(words)}</p>"
    why = f'<p class="error">{_text(error)}</p>\n' if error else ""
    return Markup(  # noqa: S704 - all that a stranger wrote is escaped above
        f'<article id="e{number}" class="{kind}{" failed" if failed else ""}"{style}>\n'
        f"<time>{clock}</time><b>{kind}</b>\n{said}\n{why}</article>\n"
    )


def _text(text: str) -> str:
    # Most texts hold none of these, and it is quicker to look than to replace.
    return escape(text, quote=False) if "<" in text or ">" in text or "&" in text else text
