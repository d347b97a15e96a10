"""Runs the simulator: `python -m simulator`."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from pydantic import ValidationError

from simulator.clock import RealClock
from simulator.company import Simulator
from simulator.config import SimulatorConfig
from simulator.errors import RefusedError
from simulator.server import listen, serve


def _parser() -> argparse.ArgumentParser:
    defaults = SimulatorConfig()
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="A phone company and a mail company on this machine, speaking Twilio's and SendGrid's HTTP.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8090, help="port to listen on")
    parser.add_argument("--account-sid", default=defaults.account_sid, help="the Twilio account it plays")
    parser.add_argument("--auth-token", default=defaults.auth_token, help="that account's token; also signs webhooks")
    parser.add_argument("--sendgrid-key", default=defaults.sendgrid_key, help="the key mails are sent with")
    parser.add_argument("--from-number", action="append", help="a number calls and texts may come from; repeatable")
    parser.add_argument("--pace", type=float, default=1.0, help="how many times as fast telephone time passes")
    parser.add_argument(
        "--calls-per-second", type=float, help="so many calls are dialled, the rest wait; no limit when not given"
    )
    parser.add_argument("--text-webhook", help="where texts from phones are posted")
    parser.add_argument("--voice-webhook", help="what calls from phones ask for their first words")
    parser.add_argument(
        "--voice-status-webhook", help="where the end of a call from a phone is posted; nowhere when not given"
    )
    parser.add_argument("--event-webhook", help="where events of mails are posted")
    parser.add_argument("--event-key", help="what they are signed with: a private key in base64 (ECDSA, DER, PKCS 8)")
    return parser


def _simulator(options: argparse.Namespace) -> Simulator:
    config = SimulatorConfig(
        account_sid=options.account_sid,
        auth_token=options.auth_token,
        sendgrid_key=options.sendgrid_key,
        event_key=options.event_key,
        calls_per_second=options.calls_per_second,
        from_numbers=tuple(options.from_number or SimulatorConfig().from_numbers),
    )
    simulator = Simulator(RealClock(options.pace), config)
    simulator.set_text_webhook(options.text_webhook)
    simulator.set_voice_webhook(options.voice_webhook)
    simulator.set_voice_status_webhook(options.voice_status_webhook)
    simulator.set_event_webhook(options.event_webhook)
    return simulator


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until stopped; returns 0 after a clean stop, 1 when it cannot start, 2 for wrong arguments."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        simulator = _simulator(options)
    except ValidationError as error:
        parser.error("; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()))
    except (ValueError, RefusedError) as error:
        parser.error(str(error))
    try:
        listener = listen(options.host, options.port)
    except OSError as error:
        print(f"Cannot listen on {options.host}:{options.port}: {error.strerror}", file=sys.stderr)
        return 1
    print(f"Phones and mail: http://{options.host}:{listener.getsockname()[1]}/", flush=True)
    asyncio.run(serve(simulator, listener))
    return 0


if __name__ == "__main__":
    sys.exit(main())
