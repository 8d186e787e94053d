/** What a button of antd gives to a ref. */
export type ButtonRef = HTMLButtonElement & HTMLAnchorElement;
