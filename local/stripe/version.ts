import Stripe from 'stripe';

/** The API version that the pinned SDK names; the one version that the double speaks. */
export const API_VERSION: string = Stripe.API_VERSION;
