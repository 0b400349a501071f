/** How far the tables that are polled were read. */
export const polling = ''
