using System.Collections.Frozen;

namespace Vql.Core.Cleaning;

/// <summary>
/// The placeholders that people and programs write for unknown values. A placeholder matches only the whole value, and its case
/// is ignored: <c>None</c> is a placeholder, <c>None Inc</c> is not. <see cref="Fields.Column.AllowedPlaceholders"/> lists
/// exceptions: Null can be the name of a person.
/// </summary>
public static class Placeholders
{
    /// <summary>The placeholders, in lowercase.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        // Symbols.
        "-", "--", "---", "–", "—", "―", "−", "_", "__", ".", "..", "...", "…", "?", "??", "???", "*", "/", "\\", "\\n", "''",
        "\"\"",

        // Words that people write.
        "n/a", "n\\a", "n.a.", "n.a", "n. a.", "na", "<na>", "(n/a)", "[n/a]", "n/a.", "n/d", "k.a.", "k. a.", "unknown",
        "(unknown)", "<unknown>", "[unknown]", "none", "(none)", "<none>", "[none]", "(blank)", "(blanks)", "(empty)", "<empty>",
        "tbd", "tba", "tbc", "t.b.d.", "not available", "not applicable", "not provided", "not specified", "not known", "not set",
        "not found", "no data", "no value", "(not set)", "not disclosed", "undisclosed", "no email", "no e-mail", "no phone",
        "no phone number", "no website",

        // Words in other languages.
        "unbekannt", "nicht bekannt", "nicht angegeben", "nicht verfügbar", "keine angabe", "keine angaben", "inconnu", "inconnue",
        "non renseigné", "non renseignée", "non communiqué", "non disponible", "desconocido", "desconocida", "sin datos",
        "sin especificar", "no disponible", "no especificado", "desconhecido", "desconhecida", "não informado", "sem informação",
        "não disponível",
        "sconosciuto", "non disponibile", "non specificato", "onbekend", "niet bekend", "niet beschikbaar", "okänd", "okänt", "ukendt",
        "ukjent", "tuntematon", "nieznany", "nieznane", "brak danych", "neznámý", "neznámé", "bilinmiyor", "неизвестно",
        "не указано", "нет данных", "н/д", "未知", "不明",

        // Addresses that programs and people write where there is none.
        "email_not_unlocked@domain.com", "none@none.com", "noemail@noemail.com", "no@email.com", "unknown@unknown.com", "null@null.com",

        // Words that programs write.
        "null", "(null)", "<null>", "[null]", "nil", "<nil>", "(nil)", "undefined", "nan", "-nan", "nat", "[object object]",

        // Errors in spreadsheets.
        "#n/a", "#na", "#n/a n/a", "#n/a!", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!", "#error!", "#spill!", "#calc!",
        "#field!", "#blocked!", "#connect!", "#unknown!", "#busy!", "#getting_data", "#external!", "#python!", "err:502", "err:503",
        "err:504", "err:508", "err:509", "err:511", "err:519", "err:520", "err:522", "err:523",

        // The same errors in other languages.
        "#nv", "#wert!", "#bezug!", "#zahl!", "#überlauf!", "#valeur!", "#nom?", "#nombre!", "#nul!", "#¡nulo!", "#¡div/0!", "#¡valor!",
        "#¡ref!", "#¿nombre?", "#¡num!", "#n/d", "#nulo!", "#valor!", "#nombre?", "#nome?", "#núm!", "#nullo!", "#valore!", "#rif!",
        "#leeg!", "#deel/0!", "#waarde!", "#verw!", "#naam?", "#getal!", "#n/b", "#skärning!", "#division/0!", "#värdefel!",
        "#referens!", "#namn?", "#ogiltigt!", "#saknas!", "#værdi!", "#reference!", "#navn?", "#i/t", "#verdi!", "#tyhjä!", "#jako/0!",
        "#arvo!", "#viittaus!", "#nimi?", "#luku!", "#puuttuu!", "#zero!", "#dziel/0!", "#arg!", "#adr!", "#nazwa?", "#liczba!",
        "#пусто!", "#дел/0!", "#знач!", "#ссылка!", "#имя?", "#число!", "#н/д", "#hodnota!", "#odkaz!", "#název?", "#číslo!", "#boş!",
        "#sayi/0!", "#sayı/0!", "#değer!", "#başv!", "#ad?", "#sayi!", "#sayı!", "#yok", "#nulla!", "#zéróosztó!", "#érték!", "#hiv!",
        "#név?", "#szám!", "#hiányzik",
    ];

    private static readonly FrozenSet<string> Set = Words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Set.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly int MaxLength = Words.Max(word => word.Length);

    /// <summary>Returns whether a text without leading and trailing white space is a placeholder.</summary>
    /// <param name="text">The text.</param>
    /// <param name="allowed">Placeholders that are valid values. The comparison is case-sensitive. Null for none.</param>
    public static bool Contains(ReadOnlySpan<char> text, IReadOnlyList<string>? allowed = null) =>
        (text.Length <= MaxLength && Lookup.Contains(text) && !IsAllowed(text, allowed)) || IsOverflow(text);

    private static bool IsAllowed(ReadOnlySpan<char> text, IReadOnlyList<string>? allowed)
    {
        for (var index = 0; index < allowed?.Count; index++)
        {
            if (text.SequenceEqual(allowed[index]))
            {
                return true;
            }
        }

        return false;
    }

    // A spreadsheet displays number signs for a number that is wider than its column.
    private static bool IsOverflow(ReadOnlySpan<char> text) => text.Length > 1 && !text.ContainsAnyExcept('#');
}
