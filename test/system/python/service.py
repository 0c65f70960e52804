"""A threaded HTTP service: service.py PORT [--leak]. The leaky one appends a record of each request to a list of the module.

GET /account tells the live bytes by tracemalloc, when PYTHONTRACEMALLOC=1 started it.
"""
import gc
import json
import sys
import tracemalloc
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LEAKY = "--leak" in sys.argv
HISTORY = []


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/account":
            gc.collect()
            body = json.dumps({"traced": tracemalloc.get_traced_memory()[0]}).encode()
        else:
            if LEAKY:
                HISTORY.append({"path": self.path, "agent": str(self.client_address), "length": len(HISTORY)})
            rows = [{"id": number, "name": f"{self.path}-{number}"} for number in range(30)]
            body = json.dumps(rows).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


ThreadingHTTPServer.daemon_threads = True
ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
