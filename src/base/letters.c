/* base/letters.c - sets of letters of one byte each, that files and messages name: ISO 8859-2, -5,
 * -6, -7, -9, and those of Windows for the west and for Cyrillic. */
#include "base/letters.h"

#include "base/utf8.h"

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
    return byte <= 0xA0 || byte == 0xAD ? byte : byte + 0x360u;
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
    return byte < 0xA0 ? byte : latin2[byte - 0xA0];
}

letter_set letters_of(struct str name)
{
    static const struct {
        const char *level, *name;
        letter_set set;
    } rows[] = {{"UNOD", "iso-8859-2", central},   {"UNOE", "iso-8859-5", cyrillic},
                {"UNOF", "iso-8859-7", greek},     {"UNOI", "iso-8859-6", arabic},
                {"UNOK", "iso-8859-9", turkish},   {"", "windows-1251", utf8_windows_cyrillic},
                {"", "windows-1252", utf8_windows}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (name.n > 0 &&
            (str_is(name, str_of(rows[i].level)) || str_is_ci(name, str_of(rows[i].name))))
            return rows[i].set;
    return NULL;
}

bool letters_map(struct str name, int ret[256])
{
    letter_set set = letters_of(name);
    for (int i = 0; set && i < 256; i++)
        ret[i] = i < 0x80 ? i : (int)set((unsigned char)i);
    return set != NULL;
}

const char *letters_of_xml(struct str bytes)
{
    struct str head = str_slice(bytes, 0, bytes.n < 200 ? bytes.n : 200);
    return str_contains(head, STR("UTF-16")) || str_contains(head, STR("utf-16")) ? "UTF-8" : NULL;
}
