"""An option as a bank writes it: a text, or a picture that is told by its alternative text."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from quizgen.bank.field_spec import AS_PICTURE, AS_TEXT, Field, flaw
from quizgen.bank.fields import (
    FieldError,
    FileName,
    Record,
    Text,
    field_of,
)
from quizgen.bank.place import Place
from quizgen.base.regex import regex

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

# "Right" alone may be a side, and "correct" alone may be what the picture shows.
_TELLS = regex(
    r"\b(?:correct|incorrect|right|wrong)\W+(?:answer|option|choice|one)\b"
    r"|[(\[]\s*(?:correct|incorrect|right|wrong)\s*[)\]]"
    r"|^\W*(?:correct|incorrect|right|wrong|answer|distractor)\W*$",
    re.IGNORECASE,
)


class OptionPicture(Record):
    """A picture to choose, with its text where it has one."""

    image: FileName = Field(
        description="The picture's file in the bank's own folder: .png, .jpg, .gif or .webp.",
        examples=["harbour.png"],
    )
    alt: Text = Field(
        description="What the picture shows, for those who cannot see it and for the keys. It "
        "must not say whether the option is right.",
        examples=["A map with the lighthouse on the north shore."],
    )
    text: Text | None = Field(
        default=None, description="Words under the picture.", examples=["Map 1"]
    )

    @property
    def said(self) -> str:
        """The option in words."""
        return _said(self.text, self.alt)

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield an alternative text that tells what is right."""
        alt = data.get("alt")
        if isinstance(alt, str) and _TELLS.search(alt):
            message = (
                "'alt' tells whether the option is right, and students can hear it. Say what "
                "the picture shows."
            )
            yield FieldError(("alt",), flaw("telling_alt", message))


def _said(text: str | None, alt: str) -> str:
    return f"{text} – {alt}" if text else alt


class PictureOption(str):
    """An option that is a picture; as a text it is what stands for it in keys and files."""

    picture: OptionPicture

    __slots__ = ("picture",)

    def __new__(cls, picture: OptionPicture) -> "PictureOption":
        """Return a picture as an option."""
        option = super().__new__(cls, picture.said)
        option.picture = picture
        return option

    def __getnewargs__(self) -> tuple[OptionPicture]:  # type: ignore[override]
        """Let it be copied and pickled."""
        return (self.picture,)


def picture_in(option: object) -> OptionPicture | None:
    """Return the picture that an option is, if it is one."""
    return option.picture if isinstance(option, PictureOption) else None


def is_picture(data: object) -> bool:
    """Whether an option, as written, is a picture rather than a text."""
    return isinstance(data, dict) and not {"image", "alt"}.isdisjoint(data)


def said(data: object) -> object:
    """Return an option as written in words; what is neither text nor picture stays."""
    alt = field_of(data, "alt")
    if not is_picture(data) or not isinstance(alt, str):
        return data
    text = field_of(data, "text")
    return _said(text if isinstance(text, str) else None, alt)


def same_pictures(options: Sequence[tuple[Place, object]]) -> Iterator[FieldError]:
    """Yield each option whose picture another option before it has."""
    seen: set[str] = set()
    for place, option in options:
        name = field_of(option, "image") if is_picture(option) else None
        if isinstance(name, str) and name in seen:
            message = (
                "Another option shows this picture too. Choose another file, or delete it."
            )
            yield FieldError((*place, "image"), flaw("same_picture", message))
        elif isinstance(name, str):
            seen.add(name)


def picture_files(options: Iterable[str]) -> Iterator[str]:
    """Yield the files of those options that are pictures."""
    for option in options:
        if picture := picture_in(option):
            yield picture.image


class _TextOrPicture:
    """How pydantic reads, writes and describes an option."""

    def core_schema(self, schema_of: Callable[[Any], "CoreSchema"]) -> "CoreSchema":
        """Return a schema that takes a text or the keys of a picture."""
        from pydantic_core import core_schema

        either = core_schema.tagged_union_schema(
            {AS_TEXT: schema_of(Text), AS_PICTURE: schema_of(OptionPicture)},
            discriminator=lambda data: AS_PICTURE if is_picture(data) else AS_TEXT,
        )
        return core_schema.no_info_before_validator_function(
            lambda data: (
                data.picture.model_dump(exclude_none=True)
                if isinstance(data, PictureOption)
                else data
            ),
            core_schema.no_info_after_validator_function(
                lambda read: PictureOption(read) if isinstance(read, OptionPicture) else read,
                either,
            ),
        )

    def __get_pydantic_core_schema__(
        self, _: Any, handler: "GetCoreSchemaHandler"
    ) -> "CoreSchema":
        """Return the same for pydantic's models."""
        from quizgen.bank.json_models import annotation_of

        return self.core_schema(lambda each: handler.generate_schema(annotation_of(each)))

    def __get_pydantic_json_schema__(
        self, schema: "CoreSchema", handler: "GetJsonSchemaHandler"
    ) -> dict[str, Any]:
        """Return a text's schema that names the picture's beside it."""
        [text, picture] = handler(schema)["oneOf"]
        return {**text, "picture": picture}

    @staticmethod
    def as_data(option: str) -> Any:
        """Return an option as a bank may write it."""
        picture = picture_in(option)
        return picture.model_dump(exclude_none=True) if picture else option


OptionText = Annotated[str, _TextOrPicture()]
"""A text to choose, or a picture: then a PictureOption."""
