// Writes a .br and a .gz beside every asset, so that the server compresses nothing at run time.
// index.html is left alone: each response carries its own nonce.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const assets = join(process.argv[2], 'assets');
const total = { raw: 0, br: 0, gz: 0 };
for (const name of readdirSync(assets)) {
  if (!/\.(js|css|svg|json)$/.test(name)) continue;
  const path = join(assets, name);
  const raw = readFileSync(path);
  const br = brotliCompressSync(raw, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length },
  });
  const gz = gzipSync(raw, { level: 9 });
  writeFileSync(`${path}.br`, br);
  writeFileSync(`${path}.gz`, gz);
  total.raw += raw.length;
  total.br += br.length;
  total.gz += gz.length;
}
const kb = (n) => `${Math.round(n / 1024)} KB`;
console.log(`assets: ${kb(total.raw)}, brotli ${kb(total.br)}, gzip ${kb(total.gz)}`);
