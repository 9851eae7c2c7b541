// Packs the built console for the program: one bundle of bytes, and the source file that names what lies
// where in it. Usage: node pack.mjs DIST OUT
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

const [dist, out] = process.argv.slice(2);
const pieces = [];
let size = 0;

function put(bytes) {
  const at = size;
  pieces.push(bytes);
  size += bytes.length;
  return `piece(${at}, ${bytes.length})`;
}

function entry(path) {
  const body = readFileSync(join(dist, path));
  const zipped = gzipSync(body, { level: 9 });
  const type = types[extname(path)];
  if (!type) throw new Error(`${path}: no content type is known for this extension`);
  const etag = createHash('sha256').update(body).digest('hex').slice(0, 20);
  const gzip = zipped.length < body.length * 0.9 ? put(zipped) : '{}';
  return `{"/${path}", "${type}", "${etag}", ${path.startsWith('assets/')}, ${put(body)}, ${gzip}},`;
}

const paths = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile())
  .map((file) =>
    join(file.parentPath ?? file.path, file.name)
      .slice(dist.length)
      .replace(/^\/+/, ''),
  )
  .sort();
const entries = paths.map(entry);

mkdirSync(out, { recursive: true });
const bundle = resolve(out, 'console.bundle');
writeFileSync(bundle, Buffer.concat(pieces));
writeFileSync(
  join(out, 'console_files.cc'),
  `#include <array>

#include "api/console_routes.h"

asm(R"(
.pushsection .rodata
.globl ordo_console_bundle
.hidden ordo_console_bundle
ordo_console_bundle:
.incbin "${bundle}"
.popsection
)");
extern "C" __attribute__((visibility("hidden"))) const char ordo_console_bundle[];

namespace ordo::api {
namespace {

std::string_view piece(size_t at, size_t size) { return {ordo_console_bundle + at, size}; }

}  // namespace

std::span<const ConsoleFile> console_files() {
  static const std::array<ConsoleFile, ${entries.length}> files = {{
      ${entries.join('\n      ')}
  }};
  return files;
}

}  // namespace ordo::api
`,
);
