/* trade/edifact_text.c - the letters of an EDIFACT interchange as UTF-8.
 *
 * UNB names the set of letters (ISO 9735: UNOC is ISO 8859-1, UNOD -2, UNOE -5, UNOF -7, UNOI -6,
 * UNOK -9). What is UTF-8 stays, whatever is named; the other sets are read as Windows-1252. The
 * first interchange's set holds for a file. */
#include "trade/edifact.h"

#include <string.h>

/* ISO 8859-2, 0xA0 to 0xFF. */
static const uint16_t latin2[96] = {
    0x00A0, 0x0104, 0x02D8, 0x0141, 0x00A4, 0x013D, 0x015A, 0x00A7, 0x00A8, 0x0160, 0x015E, 0x0164,
    0x0179, 0x00AD, 0x017D, 0x017B, 0x00B0, 0x0105, 0x02DB, 0x0142, 0x00B4, 0x013E, 0x015B, 0x02C7,
    0x00B8, 0x0161, 0x015F, 0x0165, 0x017A, 0x02DD, 0x017E, 0x017C, 0x0154, 0x00C1, 0x00C2, 0x0102,
    0x00C4, 0x0139, 0x0106, 0x00C7, 0x010C, 0x00C9, 0x0118, 0x00CB, 0x011A, 0x00CD, 0x00CE, 0x010E,
    0x0110, 0x0143, 0x0147, 0x00D3, 0x00D4, 0x0150, 0x00D6, 0x00D7, 0x0158, 0x016E, 0x00DA, 0x0170,
    0x00DC, 0x00DD, 0x0162, 0x00DF, 0x0155, 0x00E1, 0x00E2, 0x0103, 0x00E4, 0x013A, 0x0107, 0x00E7,
    0x010D, 0x00E9, 0x0119, 0x00EB, 0x011B, 0x00ED, 0x00EE, 0x010F, 0x0111, 0x0144, 0x0148, 0x00F3,
    0x00F4, 0x0151, 0x00F6, 0x00F7, 0x0159, 0x016F, 0x00FA, 0x0171, 0x00FC, 0x00FD, 0x0163, 0x02D9};

static uint32_t cyrillic(unsigned char byte)
{
    if (byte == 0xF0)
        return 0x2116;
    if (byte == 0xFD)
        return 0xA7;
    return byte == 0xA0 || byte == 0xAD ? byte : byte + 0x360u;
}

static uint32_t greek(unsigned char byte)
{
    bool is_letter = byte == 0xAA || (byte >= 0xB4 && strchr("\xB7\xBB\xBD", byte) == NULL);
    return is_letter ? byte + 0x2D0u : byte;
}

static uint32_t arabic(unsigned char byte)
{
    bool is_letter = byte >= 0xC1 || byte == 0xAC || byte == 0xBB || byte == 0xBF;
    return is_letter ? byte + 0x560u : byte;
}

static uint32_t turkish(unsigned char byte)
{
    static const struct {
        unsigned char byte;
        uint32_t letter;
    } rows[] = {{0xD0, 0x11E}, {0xDD, 0x130}, {0xDE, 0x15E},
                {0xF0, 0x11F}, {0xFD, 0x131}, {0xFE, 0x15F}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].byte == byte)
            return rows[i].letter;
    return byte;
}

static uint32_t central(unsigned char byte)
{
    return latin2[byte - 0xA0];
}

/* The set that "UNB+UNOE" names, or NULL. */
static uint32_t (*set_of(struct str bytes))(unsigned char)
{
    static const struct {
        const char *name;
        uint32_t (*letter)(unsigned char);
    } sets[] = {{"UNOD", central},
                {"UNOE", cyrillic},
                {"UNOF", greek},
                {"UNOI", arabic},
                {"UNOK", turkish}};
    struct str head = str_slice(bytes, 0, bytes.n < 64 ? bytes.n : 64);
    for (size_t at = 0; at + 8 <= head.n; at++)
        for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
            if (memcmp(head.p + at, "UNB", 3) == 0 && memcmp(head.p + at + 4, sets[i].name, 4) == 0)
                return sets[i].letter;
    return NULL;
}

bool edi_to_utf8(struct str bytes, struct buf *out)
{
    uint32_t (*letter)(unsigned char) = set_of(bytes);
    if (letter == NULL)
        return utf8_repair(bytes, out);
    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char byte = (unsigned char)bytes.p[i];
        if (byte < 0xA0)
            buf_add_utf8(out, byte);
        else
            buf_add_utf8(out, letter(byte));
    }
    return false;
}
