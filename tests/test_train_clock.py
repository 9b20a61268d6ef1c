"""The computer's clock is set while a set goes on: count, tempo and rest do not notice."""

import json
from pathlib import Path

from command import Repbelt
from live_pages import page
from rephost.replay_source import frames_in
from trained import RECORDINGS, Addressed, Trainer

SET = RECORDINGS / "synthetic-rdl-10-fast.rep"
PACE = 8.0
PROGRAM = Path(__file__).parent / "jumping_clock.py"
HOUR_S = 3600


def test_a_clock_that_is_set_changes_nothing(
    trainer: Trainer, repbelt: Repbelt, tmp_path: Path
) -> None:
    ahead = tmp_path / "ahead"
    trainer.program = [str(PROGRAM), str(ahead)]
    process = trainer.start("--strap", f"replay:{SET}", "--pace", PACE, has_page=True)
    assert process.stdout is not None
    said, tempos, rested_s, clocks_s, state = [], [], [], [], ""
    with page(Addressed(process.stdout.readline().strip())) as socket:
        while state != "over":
            message = json.loads(socket.recv(30))
            match message["type"]:
                case "say":
                    said.append(message["number"])
                    if message["number"] == 4:
                        ahead.write_text(str(-HOUR_S))
                case "set_over":
                    tempos.append(message["set"]["tempo"])
                case "view":
                    state = message["view"]["state"]
                    clocks_s.append(message["unix_s"])
                    if rest := message["view"]["rest"]:
                        rested_s.append(message["unix_s"] - rest["began_unix_s"])
                        # And forth again, in the middle of the rest.
                        ahead.write_text("0")
    assert max(clocks_s) - min(clocks_s) > HOUR_S - 60
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert said == list(range(said[0], 11))
    assert "set 1: RDL, 10 reps\n" in out
    (path,) = trainer.recordings()
    assert list(frames_in(path)) == list(frames_in(SET))
    (one,) = repbelt.analysis(SET)["sets"]
    assert tempos == [one["tempo"]]
    assert len(rested_s) > 3
    longest_s = (repbelt.recording(SET)["duration_s"] - one["end_s"]) / PACE
    # A picture may be as late as a busy machine makes it.
    assert 0.0 <= min(rested_s) <= max(rested_s) < longest_s + 10.0
