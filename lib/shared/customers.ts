/** What `?customer=` says for users and devices without a customer. */
export const NO_CUSTOMER = 'none';
