package dev.weir.access;

/**
 * What a token must say besides being signed.
 *
 * @param issuer {@code auth.issuer}: {@code iss} must be this; empty when anybody may issue
 * @param audience {@code auth.audience}: {@code aud} must have this; empty when it is not looked at
 * @param requireExp {@code auth.require-exp}
 * @param cookie {@code auth.cookie}: the name of the cookie that holds a browser's token
 */
public record TokenSettings(String issuer, String audience, boolean requireExp, String cookie) {}
