// One tile per province-level region, all of one size: a picture for comparing numbers, with no
// borders and no territorial extent. `letters` are those of GB/T 2260.
export interface Tile {
  /** Two digits, GB/T 2260. */
  code: string;
  letters: string;
  row: number;
  col: number;
}

export const ROWS = 9;
export const COLS = 8;

const at = (code: string, letters: string, row: number, col: number): Tile => ({ code, letters, row, col });

export const TILES: readonly Tile[] = [
  at('11', 'BJ', 3, 6),
  at('12', 'TJ', 3, 7),
  at('13', 'HE', 4, 6),
  at('14', 'SX', 4, 5),
  at('15', 'NM', 3, 5),
  at('21', 'LN', 2, 7),
  at('22', 'JL', 2, 8),
  at('23', 'HL', 1, 8),
  at('31', 'SH', 5, 8),
  at('32', 'JS', 5, 7),
  at('33', 'ZJ', 6, 7),
  at('34', 'AH', 5, 6),
  at('35', 'FJ', 7, 6),
  at('36', 'JX', 6, 6),
  at('37', 'SD', 4, 7),
  at('41', 'HA', 5, 5),
  at('42', 'HB', 6, 5),
  at('43', 'HN', 7, 5),
  at('44', 'GD', 8, 5),
  at('45', 'GX', 8, 4),
  at('46', 'HI', 9, 4),
  at('50', 'CQ', 6, 4),
  at('51', 'SC', 5, 3),
  at('52', 'GZ', 7, 4),
  at('53', 'YN', 6, 3),
  at('54', 'XZ', 5, 1),
  at('61', 'SN', 5, 4),
  at('62', 'GS', 4, 3),
  at('63', 'QH', 5, 2),
  at('64', 'NX', 4, 4),
  at('65', 'XJ', 4, 1),
  at('71', 'TW', 7, 7),
  at('81', 'HK', 9, 6),
  at('82', 'MO', 9, 5),
];

/** Regions whose schools the lists of the ministry do not cover. */
export const NOT_COVERED = { '71': 'taiwan', '81': 'hongKong', '82': 'macao' } as const;
