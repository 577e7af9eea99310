"""What the refusals of files say, for the words: sentence by sentence, as `formats/` writes them."""

from typing import Final

from interbeing.web.words import marked

PLACE: Final = marked(", line {line}")
WRONG: Final = (
    marked("the file is empty"),
    marked("the text is not UTF-8"),
    marked("the file breaks off or is not JSON"),
    marked("the file holds what none of our files hold"),
    marked("the file does not hold what it should"),
    marked("this is not a BORIS project"),
    marked("no observation in it has an event"),
    marked("an observation has no list of events"),
    marked("the file holds more marks than can be read at once"),
    marked("an event cannot be read"),
    marked("an event has a time or a code that cannot be meant"),
    marked("the file holds what no table holds"),
    marked("the first line does not name the columns"),
    marked("this line has another number of cells than the first"),
    marked("the table holds no mark"),
    marked("the time cannot be read"),
    marked("what was marked is empty or too long"),
    marked("this line is not one of a table"),
    marked("the file is no zip, or it is damaged or cut off"),
    marked("the package holds more than can be read at once"),
    marked("two parts of the package have the same name"),
    marked("the package is encrypted"),
    marked("the package holds a part that is not ours"),
    marked("a part of the package unpacks to far more than it should"),
    marked("a part of the package is not as long as it says"),
    marked("a part of the package is missing"),
    marked("this is no package of Interbeing"),
    marked("the package is of another version"),
    marked("the package was changed after it was made"),
    marked("the parts of the package do not belong together"),
    marked("a part of the package cannot be meant"),
    marked("a moment cannot be meant"),
    marked("a moment is not what its fingerprint says"),
)
REMEDY: Final = (
    marked("Save it again from the program that made it"),
    marked("Open it in BORIS, save it there, then try again"),
    marked("Split it into smaller ones"),
    marked("Save it as CSV in UTF-8, with one line of column names"),
    marked("Write seconds (83.5), milliseconds or a clock (1:23)"),
    marked("Write a short word for each mark"),
    marked("Take the package as Interbeing made it"),
    marked("Bring this Interbeing up to date first"),
)
