"""When the last recipient of a round is reached, as its preview says and as it comes: by text, at the rate the provider takes."""

from benchmarks.comms import first_round
from benchmarks.figures import Figure, single
from benchmarks.stage import Stage

CASE = "forecast"
SEGMENTS_A_SECOND = 10.0
_OFF_AT_MOST = 10


async def forecast(stage: Stage) -> list[Figure]:
    """Return both, and how far off the forecast was, in percent of what happened."""
    people = stage.company.texted
    begun = await first_round(stage, "forecast", people)
    said = (await begun.forecast()).last_in.total_seconds()
    async with stage.phones.watched() as watch:
        started = await begun.send()
        within = max(60.0, 2 * said)
        last = await watch.until(
            lambda: watch.last_text if watch.texts >= len(people) else None, "everybody is texted", within
        )
        texts = watch.texts
    await begun.end()
    took = last.timestamp() - started
    return [
        single(CASE, f"sent → the last of {len(people)} texts taken, {SEGMENTS_A_SECOND:g} segments a second", took),
        single(CASE, "what the preview had said", said),
        single(CASE, "off by", 100 * abs(said - took) / took, "%", most=_OFF_AT_MOST),
        single(CASE, "recipients not texted", len(people) - texts, "texts", most=0),
    ]
