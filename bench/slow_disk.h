// A disk whose every sync takes longer: wraps the system's SQLite VFS.
#pragma once

namespace ordo::bench {

// Makes every database that this process opens from now on pay `extra_ms` for each sync.
void slow_down_syncs(int extra_ms);

}  // namespace ordo::bench
