"""The manifest of a written QTI 1.2 package, and what Canvas is told of each quiz in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qbank.formats.qti12_markup import attribute, escaped

_ASSOCIATED = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest identifier="{ident}" xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"'
    ' xmlns:imsmd="http://www.imsglobal.org/xsd/imsmd_v1p2"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1'
    " http://www.imsglobal.org/xsd/imscp_v1p1.xsd http://www.imsglobal.org/xsd/imsmd_v1p2"
    ' http://www.imsglobal.org/xsd/imsmd_v1p2p2.xsd">\n'
    "<metadata>\n<schema>IMS Content</schema>\n<schemaversion>1.1.3</schemaversion>\n"
    "<imsmd:lom><imsmd:general><imsmd:title><imsmd:string>{title}</imsmd:string></imsmd:title>"
    "</imsmd:general></imsmd:lom>\n</metadata>\n<organizations/>\n<resources>\n{resources}</resources>\n"
    "</manifest>\n"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One quiz or bank of a package; `category` is a path, `points` are those of all its questions."""

    ident: str
    title: str
    category: str
    points: float
    is_bank: bool

    @property
    def href(self) -> str:
        """Give the name of its document, where Canvas itself puts it."""
        if self.is_bank:
            return f"non_cc_assessments/{self.ident}.xml.qti"
        return f"{self.ident}/{self.ident}.xml"

    @property
    def meta_href(self) -> str:
        """Give the name of the file with what Canvas knows of the quiz."""
        return f"{self.ident}/assessment_meta.xml"


def manifest(title: str, parts: Iterable[Part], files: Mapping[str, str]) -> str:
    """Write the manifest: the quizzes or banks, and the files that their questions show."""
    resources = [_bank(part) if part.is_bank else _quiz(part) for part in parts]
    resources += [
        f'<resource identifier="m{digest[:32]}" type="webcontent" href="{attribute(name)}">'
        f'<file href="{attribute(name)}"/></resource>\n'
        for digest, name in files.items()
    ]
    return _MANIFEST.format(ident="qbank_manifest", title=escaped(title), resources="".join(resources))


def _quiz(part: Part) -> str:
    return (
        f'<resource identifier="{part.ident}" type="imsqti_xmlv1p2"><file href="{part.href}"/>'
        f'<dependency identifierref="{part.ident}_meta"/></resource>\n'
        f'<resource identifier="{part.ident}_meta" type="{_ASSOCIATED}" href="{part.meta_href}">'
        f'<file href="{part.meta_href}"/></resource>\n'
    )


def _bank(part: Part) -> str:
    return (
        f'<resource identifier="{part.ident}" type="{_ASSOCIATED}" href="{part.href}">'
        f'<file href="{part.href}"/></resource>\n'
    )


def meta(part: Part) -> str:
    """Write what Canvas is told of a quiz: its title, its kind, its points."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<quiz identifier="{part.ident}" xmlns="http://canvas.instructure.com/xsd/cccv1p0"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:schemaLocation="http://canvas.instructure.com/xsd/cccv1p0'
        ' https://canvas.instructure.com/xsd/cccv1p0.xsd">\n'
        f"<title>{escaped(part.title)}</title>\n<description></description>\n"
        "<shuffle_answers>false</shuffle_answers>\n<scoring_policy>keep_highest</scoring_policy>\n"
        f"<quiz_type>assignment</quiz_type>\n<points_possible>{part.points:g}</points_possible>\n"
        "<allowed_attempts>1</allowed_attempts>\n<available>false</available>\n</quiz>\n"
    )
