using System.Text.Json;
using CsCheck;
using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Text;
using Vql.SearchNode.Analysis;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage;

/// <summary>Compares the rules in .NET with the functions of PostgreSQL, for every character.</summary>
public sealed class NormalizationTests(PostgresServer server)
{
    // Upper-case letters that Unicode added after version 13, which the function of PostgreSQL is based on. .NET
    // supports later versions.
    private const string NewUpperCaseLetters = "\u1C89\u2C2F\uA7C0\uA7CB\uA7CC\uA7D0\uA7D6\uA7D8\uA7DA\uA7DC";

    // Letters and digits, and the characters that can join or separate them.
    private const string Characters = "abcABC123abc123 éÉßøſǂжЖ中　Ａ ..'',,;:_-/\\&@+#()[]{}\"|~!?*%$^`=<>×÷€\u0301ʼ";

    private static readonly string[] Texts =
    [
        .. Enumerable.Range(1, char.MaxValue)
            .Where(code => !char.IsSurrogate((char)code) && code is not ((> 0x3400 and < 0x9F00) or (> 0xAC10 and < 0xD7A0))
                && !NewUpperCaseLetters.Contains((char)code))
            .SelectMany(code => new[] { $"a{(char)code}1", $" {(char)code}b  c{(char)code}" }),
        "https://www.Example.com:80/a/b/?q=1#x", "www.www.example.com///", "bob@example.com", "//a", "x/", "a?b/", "+1 (415) 555-0100 x12",
        "00 44 (0)20 7946 0958",
        "https://de.linkedin.com/in/J%C3%B6rg-M%c3%bcller/", "/in/o%CC%88%E4%B8%AD%F0%9F%98%80%41%C3",
        "de.linkedin.com",
        "%ED%A0%80%C0%80%E0%80%80%F4%90%80%80%80%FF", "%EF%BC%9Fx", "http://www.de.linkedin.com/x", "xy.linkedin.community/x",
        "ext 12", "#12", "+44(0)20", "0000123", "Zu\u0308rich", "o\u0302\u0323", "か\u3099", "e\u0301\u0323x",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Function_OfEveryCharacter_ReturnsWhatTheRuleDoes()
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateMigratedDatabaseAsync());
        foreach (var normalization in Enum.GetValues<ValueNormalization>().Where(one => one != ValueNormalization.None))
        {
            AssertEqual(normalization, await ReadAsync(source, $"vql_{normalization.ToString().ToLowerInvariant()}(value)", Texts));
        }

        AssertSame(Texts.Select(CanonicalForms.Compose), await ReadAsync(source, "vql_nfc(value)", Texts), "vql_nfc");
        string[] symbols =
        [
            "C++", "c++17 dev", "a+b", "C#/.NET", "R&D", "Sales&IT", "x .net", "a.net", "..net", "M&A&B", "+ # & .", "5+", "c#1", "Ü+",
        ];
        AssertSame(symbols.Select(SymbolRules.Apply), await ReadAsync(source, "vql_symbols(value)", symbols), "vql_symbols");
    }

    // Texts with simple punctuation are split by a simpler rule than others.
    [Fact]
    public async Task Words_OfRandomTexts_AreThoseOfTheStandardAnalyzer()
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateMigratedDatabaseAsync());
        var analyzer = new Analyzers(JsonElement.Parse("{}"))["standard"];
        await Gen.String[Gen.Char[Characters], 1, 24].Array[2000].SampleAsync(
            async texts => AssertSame(
                texts.Select(text => string.Join(' ', Tokens.Of(analyzer, CanonicalForms.Compose(text)).Select(token => token.Text))),
                await ReadAsync(source, "array_to_string(vql_words(value), ' ')", texts), "vql_words", texts),
            iter: 5, threads: 1);
    }

    private static void AssertEqual(ValueNormalization normalization, IReadOnlyList<string> found) =>
        AssertSame(Texts.Select(text => NormalizedValue.Of(normalization, text)), found, normalization.ToString());

    private static void AssertSame(
        IEnumerable<string> expected, IReadOnlyList<string> found, string name, IReadOnlyList<string>? texts = null)
    {
        string[] expectedTexts = [.. expected];
        Assert.Equal(expectedTexts.Length, found.Count);
        var different = Enumerable.Range(0, expectedTexts.Length).Where(place => expectedTexts[place] != found[place])
            .Select(place => $"{name} '{Escaped((texts ?? Texts).ElementAtOrDefault(place) ?? "")}': "
                + $"'{Escaped(expectedTexts[place])}', not '{Escaped(found[place])}'").ToList();
        Assert.True(different.Count == 0, $"{different.Count} differ: {string.Join("; ", different.Take(30))}");
    }

    private static string Escaped(string text) =>
        string.Concat(
            text.Select(
                character => char.IsAscii(character) && !char.IsControl(character) ? character.ToString() : $"\\u{(int)character:X4}"));

    private static async Task<List<string>> ReadAsync(NpgsqlDataSource source, string expression, string[] texts)
    {
        await using var command = source.CreateCommand(
            $"select {expression} from unnest($1) with ordinality as each_text(value, place) order by place");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = texts });
        await using var reader = await command.ExecuteReaderAsync(Token);
        var values = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }
}
