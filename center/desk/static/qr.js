"use strict";
// One kind of QR code and no other: bytes, version 5, level L (37 modules a side, up to 106 bytes, one block
// of 108 + 26 codewords, ISO/IEC 18004), mask 0. It holds a signed answer; any reader reads it.
const deskQr = (() => {
  const SIDE = 37;
  const DATA = 108;
  const CHECK = 26;
  const LOG = new Uint8Array(256);
  const EXP = new Uint8Array(512);
  for (let power = 0, value = 1; power < 255; power++) {
    EXP[power] = EXP[power + 255] = value;
    LOG[value] = power;
    value = (value << 1) ^ (value & 0x80 ? 0x11d : 0);
  }
  const times = (a, b) => (a && b ? EXP[LOG[a] + LOG[b]] : 0);

  function codewords(text) {
    const bytes = new TextEncoder().encode(text);
    if (bytes.length > DATA - 2) throw new Error("too long");
    const bits = [0, 1, 0, 0];
    const push = (byte) => {
      for (let at = 7; at >= 0; at--) bits.push((byte >> at) & 1);
    };
    push(bytes.length);
    bytes.forEach(push);
    while (bits.length % 8) bits.push(0);
    const words = [];
    for (let at = 0; at < bits.length; at += 8) words.push(parseInt(bits.slice(at, at + 8).join(""), 2));
    for (let pad = 0xec; words.length < DATA; pad ^= 0xec ^ 0x11) words.push(pad);
    return words;
  }

  function checks(words) {
    let poly = [1];
    for (let power = 0; power < CHECK; power++) {
      const next = [...poly, 0];
      poly.forEach((factor, at) => (next[at + 1] ^= times(factor, EXP[power])));
      poly = next;
    }
    const rest = [...words, ...new Array(CHECK).fill(0)];
    for (let at = 0; at < words.length; at++) {
      const lead = rest[at];
      if (lead) poly.forEach((factor, step) => (rest[at + step] ^= times(factor, lead)));
    }
    return rest.slice(words.length);
  }

  function modules(text) {
    const grid = Array.from({ length: SIDE }, () => new Array(SIDE).fill(null));
    const set = (row, column, dark) => {
      if (row >= 0 && column >= 0 && row < SIDE && column < SIDE) grid[row][column] = dark ? 1 : 0;
    };
    const square = (row, column, reach, dark) => {
      for (let down = -reach; down <= reach; down++)
        for (let right = -reach; right <= reach; right++)
          set(row + down, column + right, dark(Math.max(Math.abs(down), Math.abs(right))));
    };
    for (const [row, column] of [[3, 3], [3, SIDE - 4], [SIDE - 4, 3]])
      square(row, column, 4, (ring) => ring !== 2 && ring !== 4);
    square(30, 30, 2, (ring) => ring !== 1);
    for (let at = 8; at < SIDE - 8; at++) {
      set(6, at, at % 2 === 0);
      set(at, 6, at % 2 === 0);
    }
    const kind = 0b01000; // level L, mask 0
    let rest = kind;
    for (let turn = 0; turn < 10; turn++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
    const format = ((kind << 10) | rest) ^ 0x5412;
    for (let at = 0; at < 15; at++) {
      const dark = (format >> at) & 1;
      if (at < 6) set(at, 8, dark);
      else if (at < 8) set(at + 1, 8, dark);
      else if (at === 8) set(8, 7, dark);
      else set(8, 14 - at, dark);
      if (at < 8) set(8, SIDE - 1 - at, dark);
      else set(SIDE - 15 + at, 8, dark);
    }
    set(SIDE - 8, 8, 1);
    const words = codewords(text);
    const stream = [...words, ...checks(words)];
    let bit = 0;
    for (let right = SIDE - 1, up = true; right > 0; right -= 2, up = !up) {
      if (right === 6) right = 5;
      for (let step = 0; step < SIDE; step++) {
        const row = up ? SIDE - 1 - step : step;
        for (const column of [right, right - 1]) {
          if (grid[row][column] !== null) continue;
          const value = bit < stream.length * 8 ? (stream[bit >> 3] >> (7 - (bit & 7))) & 1 : 0;
          grid[row][column] = value ^ ((row + column) % 2 === 0 ? 1 : 0);
          bit++;
        }
      }
    }
    return grid;
  }

  function draw(svg, text) {
    let path = "";
    modules(text).forEach((line, row) =>
      line.forEach((dark, column) => (path += dark ? `M${column + 4},${row + 4}h1v1h-1z` : "")),
    );
    svg.setAttribute("viewBox", `0 0 ${SIDE + 8} ${SIDE + 8}`);
    svg.querySelector("path").setAttribute("d", path);
  }

  return { draw };
})();
