"""ncclient with a password: prints what came of each that it was given."""

import sys

from ncclient import manager
from ncclient.transport.errors import AuthenticationError

port, user = sys.argv[1:3]
for password in sys.argv[3:]:
    try:
        with manager.connect(
            host="127.0.0.1",
            port=int(port),
            username=user,
            password=password,
            hostkey_verify=False,
            allow_agent=False,
            look_for_keys=False,
            timeout=40,
        ) as session:
            print("in" if session.get_config("running").data is not None else "no data")
    except AuthenticationError:
        print("refused")
