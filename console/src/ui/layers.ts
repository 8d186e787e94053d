// What stands above every drawer, however deep these are nested (antd begins at 1000 and adds 100 a level; its messages are at 2010).
export const ABOVE_DRAWERS = 1900;
export const ABOVE_ALL = 1950;
