"""What the trust layer finds in a generation: toxicity, attacks on the prompt, personal data, adherence, resolution.

Toxicity hangs on a quality row, everything else on the generation itself. The category `safety_score` is high when
all is well; every other category is high when it isn't.
"""

from collections.abc import Mapping

from rearview.sandbox.org.recorder.turn import TurnTape

_HAZARDS = ("hate", "identity", "physical", "profanity", "sexual", "toxicity", "violence")
_NOISE = (0.0, 0.06)
_ALARMING = 0.5


def judge(it: TurnTape, generation: str, *, defended: bool, asks: bool, answers: bool) -> None:
    """Write down what is found in a generation; in the one that reads the question or gives the answer, more is."""
    findings = it.turn.findings
    _toxicity(it, _quality(it, generation, "OUTPUT"), {})
    if asks:
        question = _quality(it, generation, "INPUT")
        if findings.toxicity:
            _toxicity(it, question, findings.toxicity)
    if defended:
        _attack(it, generation, findings.attack if asks else None)
    for category, score in findings.personal.items():
        id_ = _category(it, generation, "PII", category, score)
        it.tape.note("pii", "content_categories", id_)
    if answers:
        _answer(it, generation)


def _answer(it: TurnTape, generation: str) -> None:
    """Write down how well the answer keeps to the instructions, and whether it resolves the task."""
    findings = it.turn.findings
    score = {"High": 0.97, "Uncertain": 0.5}.get(findings.adherence, 0.08)
    id_ = _category(it, generation, "InstructionAdherence", findings.adherence, score)
    if findings.adherence == "Low":
        it.tape.note("low-adherence", "content_categories", id_)
    if findings.resolution is not None:
        id_ = _category(it, generation, "TaskResolution", findings.resolution, 0.9)
        if findings.resolution != "FULLY_RESOLVED":
            it.tape.note("unresolved", "content_categories", id_)


def _quality(it: TurnTape, generation: str, content: str) -> str:
    id_ = it.tape.mint.uuid()
    it.add(
        "content_quality",
        {
            "id__c": id_,
            "parent__c": generation,
            "contentType__c": content,
            "isToxicityDetected__c": "false" if content == "OUTPUT" else "",
            "feature__c": "Trust",
            "timestamp__c": it.tape.time(it.at_us),
        },
        at_us=it.at_us,
    )
    return id_


def _toxicity(it: TurnTape, quality: str, found: Mapping[str, float]) -> None:
    safety = round(1 - max(found.values(), default=it.chance.score(*_NOISE) / 2), 4)
    _category(it, quality, "TOXICITY", "safety_score", safety)
    for hazard in _HAZARDS:
        score = found.get(hazard, it.chance.score(*_NOISE))
        id_ = _category(it, quality, "TOXICITY", hazard, score)
        if score >= _ALARMING:
            it.tape.note("toxic-input", "content_categories", id_)
    if it.chance.happens(0.01):
        _category(it, quality, "TOXICITY", "0", 0.0)


def _attack(it: TurnTape, generation: str, score: float | None) -> None:
    attacked = score is not None
    score = it.chance.score(*_NOISE) if score is None else score
    _category(it, generation, "PROMPT_DEFENSE", "aggregatePromptAttackScore", score)
    flag: tuple[str, float] = ("isPromptAttackDetected", 1.0 if attacked else 0.0)
    if not attacked and it.chance.happens(0.02):
        flag = ("0", 0.0)
    id_ = _category(it, generation, "PROMPT_DEFENSE", *flag)
    if attacked:
        it.tape.note("prompt-attack", "content_categories", id_)


def _category(it: TurnTape, parent: str, detector: str, category: str, score: float) -> str:
    id_ = it.tape.mint.uuid()
    it.add(
        "content_categories",
        {
            "id__c": id_,
            "parent__c": parent,
            "detectorType__c": detector,
            "category__c": category,
            "value__c": str(score),
            "feature__c": "Trust",
            "timestamp__c": it.tape.time(it.at_us),
        },
        at_us=it.at_us,
    )
    return id_
