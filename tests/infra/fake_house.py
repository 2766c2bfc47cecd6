"""The real launcher over a real database, with tiny processes in place of the product's own.

Run as a program by test_launch: arguments are the data folder and the port.
"""

import sys
from pathlib import Path

from saas import launch, showcase
from saas.settings import read

ROOT = Path(__file__).resolve().parents[2]
WEB = """
import os, socket, sys
listening = socket.socket(fileno=int(sys.argv[sys.argv.index('--fd') + 1]))
while True:
    client, _ = listening.accept()
    client.recv(4096)
    body = str(os.getpid()).encode()
    client.sendall(b'HTTP/1.1 200 OK\\r\\nconnection: close\\r\\ncontent-length: %d\\r\\n\\r\\n' % len(body))
    client.sendall(body)
    client.close()
"""
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
CALM = "import time; time.sleep(600)"
PARTS = {"web": WEB, "worker": STUBBORN, "clock": CALM, "migrate": "print('m0001')"}


def saas(*words: str) -> list[str]:
    return [sys.executable, "-c", PARTS[words[0]], *words]


if __name__ == "__main__":
    launch.saas = saas
    launch.GRACE = 1.0
    showcase.present = lambda _: print("ready", flush=True)
    settings = read({"DATA": sys.argv[1], "PORT": sys.argv[2], "ENVIRONMENT": "production"})
    sys.exit(launch.up(settings))
