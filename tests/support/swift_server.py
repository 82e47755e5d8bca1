# SPDX-FileCopyrightText: 2026 The afmpeg authors
# SPDX-License-Identifier: MIT
"""Runs all servers of Swift with its S3 API in one process, over an empty folder.

Prints the port when it is ready, and ends when its standard input does.
"""
import eventlet
import eventlet.wsgi

from eventlet import tpool

eventlet.monkey_patch()

import os
import sys
import warnings

warnings.simplefilter("ignore")
folder = os.path.abspath(sys.argv[1])

from swift.common import utils, wsgi  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402

conf = os.path.join(folder, "conf")
devices = os.path.join(folder, "devices")
os.makedirs(conf)
os.makedirs(os.path.join(devices, "d"))
names = ["account", "container", "object", "proxy"]
sockets = {name: eventlet.listen(("127.0.0.1", 0), backlog=512) for name in names}
ports = {name: sockets[name].getsockname()[1] for name in names}


def write(name, text):
    path = os.path.join(conf, name)
    with open(path, "w") as file:
        file.write(text)
    return path


swift_conf = write("swift.conf", """[swift-hash]
swift_hash_path_suffix = test
swift_hash_path_prefix = test
[storage-policy:0]
name = Policy-0
default = yes
""")
utils.SWIFT_CONF_FILE = swift_conf
utils.HASH_PATH_SUFFIX = utils.HASH_PATH_PREFIX = b"test"

for name in names[:3]:
    builder = RingBuilder(4, 1, 1)
    builder.add_dev({
        "id": 0, "region": 1, "zone": 1, "ip": "127.0.0.1", "port": ports[name],
        "device": "d", "weight": 1, "meta": "",
        "replication_ip": "127.0.0.1", "replication_port": ports[name],
    })
    builder.rebalance(seed=1)
    builder.get_ring().save(os.path.join(conf, f"{name}.ring.gz"))

shared = f"""[DEFAULT]
bind_ip = 127.0.0.1
swift_dir = {conf}
devices = {devices}
mount_check = false
log_level = CRITICAL
log_address = {folder}/log
user = root
fallocate_reserve = 0
"""
files = {
    name: write(f"{name}.conf", f"""{shared}
[pipeline:main]
pipeline = {name}-server
[app:{name}-server]
use = egg:swift#{name}
fsync = false
""")
    for name in names[:3]
}
files["proxy"] = write("proxy.conf", f"""{shared}
[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats s3api tempauth copy slo dlo symlink versioned_writes proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
location = us-east-1
min_segment_size = 1
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[filter:symlink]
use = egg:swift#symlink
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_versioned_writes = true
allow_object_versioning = true
""")
for name in names:
    app, _, _, _ = wsgi.init_request_processor(files[name], f"{name}-server")
    eventlet.spawn(
        eventlet.wsgi.server, sockets[name], app, utils.NullLogger(),
        protocol=wsgi.SwiftHttpProtocol, capitalize_response_headers=False,
    )
print(ports["proxy"], flush=True)
tpool.execute(sys.stdin.read)
os._exit(0)
