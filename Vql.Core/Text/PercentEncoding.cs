using System.Text;
using System.Text.RegularExpressions;

namespace Vql.Core.Text;

/// <summary>
/// Decodes letters beyond ASCII in web addresses: browsers copy <c>/in/j%C3%B6rg</c>, and people write <c>/in/jörg</c>. The function
/// <c>vql_unescape_letters</c> of migration 0117 returns the same texts.
/// </summary>
internal static partial class PercentEncoding
{
    private const string Following = "%[89ABab][0-9A-Fa-f]";

    // The well-formed sequences of two to four bytes (RFC 3629). All others, and those of ASCII, remain.
    private const string Sequences =
        $"%(?:[Cc][2-9A-Fa-f]|[Dd][0-9A-Fa-f]){Following}"
        + $"|%(?:[Ee]0%[ABab][0-9A-Fa-f]|[Ee][1-9A-Ca-cEFef]{Following}|[Ee][Dd]%[89][0-9A-Fa-f]){Following}"
        + $"|%(?:[Ff]0%[9ABab][0-9A-Fa-f]|[Ff][1-3]{Following}|[Ff]4%8[0-9A-Fa-f]){Following}{Following}";

    /// <summary>Returns an address with its letters decoded.</summary>
    public static string DecodeLetters(string address) =>
        Letter().Replace(
            address,
            letter => Encoding.UTF8.GetString(Convert.FromHexString(letter.Value.Replace("%", "", StringComparison.Ordinal))));

    [GeneratedRegex(Sequences)]
    private static partial Regex Letter();
}
