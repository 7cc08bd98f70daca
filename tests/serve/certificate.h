/* certificate.h - a certificate of its own making for tests of TLS: P-256, for localhost. */
#ifndef CERTIFICATE_H
#define CERTIFICATE_H

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>

/* Counts from `from` to `to`, seconds from now. password: NULL leaves the key in clear. */
static inline bool certificate_write(const char *certificate, const char *key, long from, long to,
                                     long serial, const char *password)
{
    EVP_PKEY *pair = EVP_EC_gen("P-256");
    X509 *x = X509_new();
    FILE *c = fopen(certificate, "we"), *k = fopen(key, "we");
    bool ok = pair && x && c && k;
    if (ok) {
        X509_NAME *name = X509_get_subject_name(x);
        X509_set_version(x, X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(x), serial);
        X509_gmtime_adj(X509_getm_notBefore(x), from);
        X509_gmtime_adj(X509_getm_notAfter(x), to);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1,
                                   -1, 0);
        X509_set_issuer_name(x, name);
        X509_set_pubkey(x, pair);
        ok = X509_sign(x, pair, EVP_sha256()) > 0 && PEM_write_X509(c, x) == 1 &&
             PEM_write_PrivateKey(k, pair, password ? EVP_aes_256_cbc() : NULL, NULL, 0, NULL,
                                  (void *)(uintptr_t)password) == 1;
    }
    if (c)
        ok = fclose(c) == 0 && ok;
    if (k)
        ok = fclose(k) == 0 && ok;
    X509_free(x);
    EVP_PKEY_free(pair);
    return ok;
}

#endif
