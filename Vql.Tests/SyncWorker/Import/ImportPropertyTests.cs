using System.Buffers;
using CsCheck;
using Vql.Core.Cleaning;
using Vql.SyncWorker.Import.Files;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker.Import;

/// <summary>
/// Tests that random tables are imported as written, for all delimiters, encodings, quotes and column orders.
/// </summary>
public sealed class ImportPropertyTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly string[][] Headers =
    [
        ["company", "Company Name", "ORGANIZATION", "Account name"],
        ["employees", "# Employees", "Number of Employees", "Employee-Count"],
        ["keywords", "Tags", "Keywords"],
        ["company_address", "Company Address", "company  address"],
    ];

    private static readonly Gen<string> Word = Gen.String[Gen.OneOf(Gen.Char['a', 'z'], Gen.Char["ÄöüßéñçøšŁ+#.&!()"]), 1, 8]
        .Where(word => char.IsLetter(word[0]) && !Placeholders.Contains(word));

    private static readonly Gen<Layout> Layouts =
        from delimiter in OneOf(',', ';', '\t', '|')
        from encoding in OneOf("utf-8", "utf-16", "utf-16BE", "utf-32")
        from marks in Gen.Bool
        from lineEnd in OneOf("\n", "\r\n", "\r")
        from order in Gen.Shuffle(new[] { 0, 1, 2, 3 })
        from names in Gen.Int[0, 3].Array[4]
        from blanks in OneOf("", " ")
        from preamble in OneOf("", "Report of May")
        from trailing in Gen.Bool
        select new Layout(delimiter, encoding, marks, lineEnd, order, names, blanks, preamble, trailing);

    private static readonly SearchValues<char> Special = SearchValues.Create(",;\t|\"\n");

    private ImportRig _rig = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rig = await ImportRig.CreateAsync(server);

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Tables_InAnyLayout_AreImportedAsWrittenAndOnce()
    {
        var rows = from name in Word
                   from employees in Gen.OneOf(Gen.Const(-1L), Gen.Long[0, 2_000_000])
                   from keywords in Word.Array[0, 3]
                   from address in Gen.OneOf(Gen.Const(""), Gen.Select(Word, Word, (one, two) => $"{one}, \"{two}\"\n{one}; {two} | x"))
                   select new Row(name, employees, keywords, address);
        await Gen.Select(Layouts, rows.Array[1, 12]).SampleAsync(async (layout, table) =>
        {
            await using (var empty = _rig.Source.CreateCommand("delete from companies"))
            {
                await empty.ExecuteNonQueryAsync(Token);
            }

            // All names are distinct, because other tests cover merging.
            var written = table.Select((row, at) => row with { Name = $"{row.Name} {at}" }).ToList();
            var bytes = layout.Write(written);
            var report = await _rig.ImportAsync(bytes);
            var stored = await _rig.QueryAsync("select name, employees_count, keywords, address from companies order by id");

            Assert.Equal(written.Select(row => row.Expected), stored);
            Assert.Equal((written.Count, 0L, 0L), (report.Rows, report.Rejected, report.RejectedValues));
            Assert.Equal(0, (await _rig.ImportAsync(bytes)).Companies.Written);
        }, iter: 40, threads: 1);
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    private sealed record Row(string Name, long Employees, string[] Keywords, string Address)
    {
        public string Expected => string.Join(
            '|', Name, Employees < 0 ? "" : Employees, string.Join(',', Keywords.Select(word => word.ToLowerInvariant()).Distinct()),
            Address.Replace('\n', ' '));

        public string[] Fields => [Name, Employees < 0 ? "" : Employees.ToString(), string.Join(", ", Keywords), Address];
    }

    private sealed record Layout(
        char Delimiter, string Encoding, bool Marks, string LineEnd, int[] Order, int[] Names, string Blanks, string Preamble,
        bool Trailing)
    {
        public byte[] Write(IReadOnlyList<Row> rows)
        {
            var encoding = new FileEncoding(Encoding, 0, null).Encoding;
            var header = Order.Select(at => Headers[at][Names[at] % Headers[at].Length]);
            var lines = rows.Select(row => Order.Select(at => Quote(row.Fields[at])));
            var text = (Preamble.Length > 0 ? Preamble + LineEnd : "")
                + string.Join(
                    LineEnd, lines.Prepend(header).Select(fields => string.Join(Delimiter, fields) + (Trailing ? Delimiter : "")));
            return [.. Marks ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
        }

        private string Quote(string value) =>
            value.AsSpan().ContainsAny(Special) ? $"{Blanks}\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"{Blanks}" : value;
    }
}
