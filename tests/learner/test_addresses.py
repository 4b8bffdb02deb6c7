"""An address that no path, page or item can have is not found, on any database."""

from tests.learner.folder import Laid
from tests.learner.person import Person
from tests.pages.client import OURS

IMPOSSIBLE = (
    "/paths/%00",
    "/paths/%00/mine",
    "/paths/generative-ai/lessons/%00",
    "/paths/generative-ai/quizzes/%00",
    "/paths/generative-ai/mine?at=lessons/%00",
    "/paths/generative-ai/lessons/%00/pretest",
    "/sittings/%00",
    "/reviews?path=%00",
    "/reviews?card=%00",
    "/items/%00",
    "/answers/%00",
    "/items/%00/marks",
    "/notes?settled=%00",
)


def test_a_nul_names_nothing(maria: Person, laid: Laid) -> None:
    for address in IMPOSSIBLE:
        assert maria.get(address).status_code == 404, address
        assert "The trail ends here" in maria.get(address).text
    assert maria.post("/items/%00/answers", data={}).status_code == 404
    assert maria.ask("DELETE", "/reviews/%00", headers=OURS).status_code == 404
