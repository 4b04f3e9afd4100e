/** Fronts of Dutch houses, 280 wide and 96 high: the line of the roof, where its walls begin, and where the windows are. */
export type Gable = {
  roof: string;
  eaves: number;
  windows: readonly (readonly [x: number, y: number])[];
};

export const gables = {
  pointed: {
    roof: 'M0 61.5 140 4 280 61.5',
    eaves: 61.5,
    windows: [
      [123, 42],
      [142, 42],
    ],
  },
  stepped: {
    roof: 'M0 65.5H37V49.5H70V33.5H103V17.5H127V3H153V17.5H176V33.5H209V49.5H241V65.5H280',
    eaves: 65.5,
    windows: [
      [111, 50],
      [132, 50],
      [153, 50],
    ],
  },
  bell: {
    roof: 'M0 74C72 74 66 25 105 24 105 10 122 3 140 3S175 10 175 24C214 25 208 74 280 74',
    eaves: 74,
    windows: [
      [122, 43],
      [142, 43],
    ],
  },
  hall: {
    roof: 'M0 35H105V20L140 3 175 20V35H280',
    eaves: 35,
    windows: [
      [31, 54],
      [57, 54],
      [83, 54],
      [132, 41],
      [181, 54],
      [207, 54],
      [233, 54],
    ],
  },
} satisfies Record<string, Gable>;
