using System.Text;
using System.Text.Json;
using CsCheck;
using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Text;
using Vql.SearchNode.Analysis;
using Vql.Storage.Sql;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage;

/// <summary>Compares the rules in .NET with the functions of PostgreSQL, for every character.</summary>
public sealed class NormalizationTests(PostgresServer server)
{
    // Letters and digits, and the characters that can join or separate them.
    private const string Characters = "abcABC123abc123 éÉßøſǂжЖ中　Ａ ..'',,;:_-/\\&@+#()[]{}\"|~!?*%$^`=<>×÷€\u0301ʼ";

    // Few characters, so that many texts have blanks, addresses and numbers.
    private const string DocumentCharacters = "aAbB1200  ++-..@/:?#()&\t\v\u00A0\uFEFFéÉｗ％xXwwwext";

    private static readonly string[] Texts =
    [
        .. Enumerable.Range(1, char.MaxValue)
            .Where(code => !char.IsSurrogate((char)code) && code is not ((> 0x3400 and < 0x9F00) or (> 0xAC10 and < 0xD7A0)))
            .SelectMany(code => new[] { $"a{(char)code}1", $" {(char)code}b  c{(char)code}" }),
        .. Enumerable.Range(0x10000, 0x10000).Select(code => $"{char.ConvertFromUtf32(code)}x"),
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

    // Documents contain the texts that PostgreSQL searches.
    [Fact]
    public async Task FieldText_OfEveryCharacterAndOfRandomTexts_IsThatOfPostgres()
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateMigratedDatabaseAsync());
        var fields = FieldCatalogue.Contacts.Fields.Where(field => field.Column.Type == ColumnType.Text)
            .DistinctBy(ExpressionOf).ToList();
        Assert.Equal(12, fields.Count);
        foreach (var field in fields)
        {
            await AssertFieldAsync(source, field, Texts);
            await Gen.String[Gen.Char[DocumentCharacters], 0, 24].Array[2000].SampleAsync(
                texts => AssertFieldAsync(source, field, texts), iter: 3, threads: 1);
        }
    }

    // The worker processes each value, whoever wrote it. If the time grew with the square of the length, this test would take hours.
    [Theory]
    [InlineData(" ")]
    [InlineData("/")]
    [InlineData("x ")]
    [InlineData("+")]
    [InlineData("%")]
    [InlineData("\u00A0")]
    [InlineData("e\u0301\u0323")]
    public void FieldText_OfALongValue_IsTheSameInUtf8(string part)
    {
        var computed = new FieldText();
        var value = $"a{string.Concat(Enumerable.Repeat(part, 300_000))}b";
        foreach (var field in FieldCatalogue.Contacts.Fields.Where(field => field.Column.Type == ColumnType.Text).DistinctBy(KindOf))
        {
            var isPresent = computed.TryCompute(field, Encoding.UTF8.GetBytes(value), out var text);
            Assert.Equal(FieldText.Of(field, value), isPresent ? Encoding.UTF8.GetString(text) : null);
        }

        static object KindOf(Field field) => (field.Normalization, field.WordsSuffix, field.Kind);
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

    private static string ExpressionOf(Field field) => field.Kind == FieldKind.Text
        ? $"vql_nfc({EntitySql.SearchExpression(field, "value")})"
        : EntitySql.SearchExpression(field, "value");

    private static async Task AssertFieldAsync(NpgsqlDataSource source, Field field, string[] texts)
    {
        var expression = ExpressionOf(field);
        var expected = await ReadAsync(source, $"coalesce({expression}, '(none)')", texts);
        AssertSame(expected, [.. texts.Select(text => FieldText.Of(field, text) ?? "(none)")], expression, texts);
        var computed = new FieldText();
        AssertSame(expected, [.. texts.Select(text => Compute(Encoding.UTF8.GetBytes(text)))], $"{expression}, UTF-8", texts);

        string Compute(byte[] value) => computed.TryCompute(field, value, out var text) ? Encoding.UTF8.GetString(text) : "(none)";
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
