/** Who was erased, and what the far ends said to it. */
export const erasure = ''
