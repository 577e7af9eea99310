"""The first page of a package: what is in it and what was written, for a person without Interbeing."""

from typing import TYPE_CHECKING

from interbeing.web.paper import templates_in

if TYPE_CHECKING:
    from interbeing.formats.package import Course


def package_page(language: str, course: "Course") -> str:
    """Give the page in this language, whole: it needs no other file to be read."""
    return templates_in(language).get_template("package_page.html").render(course=course)
