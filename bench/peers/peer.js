// The report by a library for Node, so many times in one process; prints what it took.
//
// usage: node peer.js LIBRARY DIR SECONDS    libraries are looked for in DIR/node_modules and above
//        node peer.js LIBRARY DIR once       one document, after one of a single row; with peak memory
const fs = require('fs'), path = require('path');

const [name, folder, seconds] = process.argv.slice(2);
const need = library => require(require.resolve(library, { paths: [folder] }));
const data = JSON.parse(fs.readFileSync(path.join(folder, 'report.json'), 'utf8'));
const file = path.join(folder, `template ${name}.docx`);
const template = () => fs.readFileSync(file);

const libraries = {
  'docxtemplater': () => {
    const Zip = need('pizzip'), Template = need('docxtemplater'), bytes = template();
    return async data => {
      const document = new Template(new Zip(bytes), { paragraphLoop: true, linebreaks: true });
      document.render(data);
      return document.getZip().generate({ type: 'nodebuffer', compression: 'DEFLATE' });
    };
  },
  'easy-template-x': () => {
    const handler = new (need('easy-template-x').TemplateHandler)(), bytes = template();
    return data => handler.process(bytes, data);
  },
  'docx-templates': () => {
    const { createReport } = need('docx-templates'), bytes = template();
    return data => createReport({ template: bytes, data, noSandbox: true, maximumWalkingDepth: 1e9 });
  },
  'carbone': () => {
    const carbone = need('carbone');
    return data => new Promise((done, failed) =>
      carbone.render(file, data, {}, (error, bytes) => error ? failed(error) : done(bytes)));
  },
  'docx': () => {
    const library = need('docx');
    return data => library.Packer.toBuffer(build(library, data));
  },
};

function build(library, data) {
  const { AlignmentType: Align, BorderStyle, Document, Paragraph, Table, TableCell, TableRow, TextRun, WidthType } = library;
  const line = (text, bold, alignment, more = {}) =>
    new Paragraph({ alignment, ...more, children: [new TextRun({ text, bold })] });
  const text = (words, bold) => line(words, bold, Align.BOTH, { spacing: { before: 120 }, indent: { firstLine: 720 } });
  const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };
  const sides = ['top', 'bottom', 'left', 'right', 'insideHorizontal', 'insideVertical'];
  const borders = Object.fromEntries(sides.map(side => [side, none]));
  const halves = (...cells) => new Table({
    borders, width: { size: 9354, type: WidthType.DXA }, columnWidths: [4677, 4677],
    rows: [new TableRow({ children: cells.map(children => new TableCell({ children })) })],
  });
  const aligns = [Align.CENTER, Align.LEFT, Align.CENTER, Align.RIGHT, Align.RIGHT, Align.RIGHT];
  const row = (cells, bold) => new TableRow({
    children: cells.map((words, nth) => new TableCell({ children: [line(words, bold, aligns[nth])] })),
  });
  const keys = ['no', 'item', 'unit', 'plan', 'done', 'rate'].filter(key => key in data.rows[0]);
  const header = ['STT', 'Nội dung', 'Đơn vị tính', 'Kế hoạch', 'Thực hiện', 'Tỷ lệ (%)'].slice(0, keys.length);
  const children = [
    halves(
      [line(data.parent, true, Align.CENTER), line(data.agency, true, Align.CENTER),
        line(`Số: ${data.number}/${data.symbol}`, false, Align.CENTER)],
      [line('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', true, Align.CENTER),
        line('Độc lập - Tự do - Hạnh phúc', true, Align.CENTER), line(data.date, false, Align.CENTER)]),
    line(data.kind, true, Align.CENTER), line(data.subject, true, Align.CENTER), text(data.opening),
    ...data.sections.flatMap(section =>
      [text(section.heading, true), ...section.paragraphs.map(paragraph => text(paragraph.text))]),
    new Table({
      width: { size: 9354, type: WidthType.DXA }, columnWidths: [680, 3344, 1474, 1361, 1361, 1134].slice(0, keys.length),
      rows: [row(header, true), ...data.rows.map(cells => row(keys.map(key => cells[key])))],
    }),
    text(data.closing),
    halves(
      [line('Nơi nhận:', true, Align.LEFT), ...data.recipients.map(to => line(to.text, false, Align.LEFT))],
      [line(data.authority, true, Align.CENTER), line(data.post, true, Align.CENTER),
        ...[1, 2, 3].map(() => line('', false)), line(data.signer, true, Align.CENTER)]),
  ];
  return new Document({
    styles: { default: { document: { run: { font: 'Times New Roman', size: 28 } } } },
    sections: [{ children, properties: { page: { size: { width: 11906, height: 16838 } } } }],
  });
}

async function run(make, seconds, data) {
  const begun = process.cpuUsage();
  for (let count = 1; ; count++) {
    const bytes = await make(data), { user, system } = process.cpuUsage(begun);
    if (user + system >= seconds * 1e6) return [bytes, count / (user + system) * 1e6];
  }
}

(async () => {
  const make = libraries[name]();
  const once = seconds === 'once', least = once ? 0 : +seconds;
  // The first ones fill what a library keeps, and let V8 compile.
  await run(make, least / 2, once ? { ...data, rows: data.rows.slice(0, 1) } : data);
  const [bytes, rate] = await run(make, least, data);
  fs.writeFileSync(path.join(folder, `${name}.docx`), Buffer.from(bytes));
  const peak = () => +fs.readFileSync('/proc/self/status', 'utf8').match(/VmHWM:\s*(\d+)/)[1] / 1024;
  console.log(JSON.stringify(once
    ? { rows: data.rows.length, cpu: 1 / rate, peak: peak(), file: bytes.length / 2 ** 20 }
    : { way: name, per_second: rate }));
  // Carbone keeps workers.
  process.exit(0);
})().catch(error => { console.error(error); process.exit(1); });
