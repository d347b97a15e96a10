"""How this installation reaches Temporal: one data converter and one way to connect, for everyone who talks to it."""

import temporalio.client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.runtime import Runtime

from config.settings import Settings

DATA_CONVERTER = pydantic_data_converter
"""The one data converter of workers, gateway, command line, tests and replay."""


async def connect(settings: Settings, runtime: Runtime | None = None) -> temporalio.client.Client:
    """Return a client; `runtime` is the one that measures, where something is to be measured.

    Raises:
        RuntimeError: nobody answers at the address.

    """
    key = settings.temporal_api_key
    return await temporalio.client.Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        tls=settings.temporal_tls,
        api_key=key.get_secret_value() if key else None,
        data_converter=DATA_CONVERTER,
        runtime=runtime,
    )
