// The floor: bare node that walks the same directories and reads the same files, and does nothing with them.
const { readFileSync, readdirSync, statSync } = require('node:fs');

const visit = (path) => (statSync(path).isFile() ? readFileSync(path, 'utf8') : walk(path));
const walk = (folder) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) walk(path);
    else if (entry.isFile() && /\.(ya?ml|json)$/i.test(entry.name)) readFileSync(path, 'utf8');
  }
};
process.argv.slice(2).forEach(visit);
