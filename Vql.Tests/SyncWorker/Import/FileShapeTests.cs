using System.IO.Pipes;
using System.Text;
using MiniExcelLibs;
using Vql.SyncWorker;
using Vql.SyncWorker.Import;
using Vql.SyncWorker.Import.Files;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker.Import;

/// <summary>
/// Tests of files in the formats of programs and people: delimiters, encodings, quotes, and lines around the table.
/// </summary>
public sealed class FileShapeTests(PostgresServer server) : IAsyncLifetime
{
    private const string Companies = "select name, employees_count, website from companies order by name";

    private ImportRig _rig = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rig = await ImportRig.CreateAsync(server);

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData("company;employees;website\nInitech;12;https://initech.example")]
    [InlineData("company\temployees\twebsite\nInitech\t12\thttps://initech.example")]
    [InlineData("company|employees|website\r\nInitech|12|https://initech.example\r\n")]
    [InlineData("sep=^\r\ncompany^employees^website\r\nInitech^12^https://initech.example\r\n")]
    [InlineData("\"sep=;\"\ncompany;employees;website\nInitech;12;https://initech.example")]
    [InlineData("company,employees,website\rInitech,12,https://initech.example\r")]
    [InlineData("company,employees,website,\nInitech,12,https://initech.example,,\n")]
    [InlineData("company , \"employees\" ,website\n \"Initech\" ,\t\"12\", https://initech.example ")]
    [InlineData(
        "Leads of May; confidential\n\n\"Exported by Bob\nfor Ann\"\ncompany,employees,website\nInitech,12,https://initech.example")]
    [InlineData("company,employees,website\nInitech,12,https://initech.example\n\nRows: 1\n")]
    [InlineData("company,employees,website\nInitech,12,https://initech.example\n,,\n\u001A")]
    public async Task Import_OfAFormatThatProgramsWrite_ImportsTheRow(string content)
    {
        var report = await _rig.ImportAsync(content);

        Assert.Equal(["Initech|12|https://initech.example"], await _rig.QueryAsync(Companies));
        Assert.Equal((1, 0L), (report.Rows, report.Rejected));
    }

    [Fact]
    public async Task Import_OfLinesAroundTheTable_NamesThem()
    {
        var report = await _rig.ImportAsync("Notes:\n\ncompany,employees\nInitech,1\nTotal of all rows: 1\n");

        Assert.Contains(
            report.Notices, notice => notice.StartsWith("lines 1 to 2 before the header were skipped: Notes:", StringComparison.Ordinal));
        Assert.Contains("line 5 after the table was ignored: Total of all rows: 1", report.Notices);
    }

    [Fact]
    public async Task Import_OfAValueBeyondTheHeader_RejectsTheRow()
    {
        var report = await _rig.ImportAsync("company,employees\nInitech,1,\nHooli,2,extra\nPied Piper\nAviato,3");

        Assert.Equal([3L, 4L], report.FirstRejects.Select(reject => reject.Line));
        Assert.Equal(["Aviato|3|", "Initech|1|"], await _rig.QueryAsync(Companies));
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-32", true)]
    [InlineData("utf-32", false)]
    [InlineData("utf-32BE", false)]
    [InlineData("windows-1252", false)]
    [InlineData("iso-8859-1", false)]
    public async Task Import_OfAnEncoding_ReadsItsLetters(string name, bool marks)
    {
        var encoding = new FileEncoding(name, 0, null).Encoding;
        var report = await _rig.ImportAsync(
            [.. marks ? encoding.GetPreamble() : [], .. encoding.GetBytes("company,employees\nBäckerei Groß,3\nCafé Noël,4\nPlain,5\n")]);

        Assert.Equal(["Bäckerei Groß|3|", "Café Noël|4|", "Plain|5|"], await _rig.QueryAsync(Companies));
        Assert.Equal(name == "utf-8", report.Notices.Count == 0);
    }

    [Fact]
    public async Task Import_OfCyrillicAndPolishLetters_FindsTheirCodePages()
    {
        await _rig.ImportAsync(
            new FileEncoding("windows-1251", 0, null).Encoding.GetBytes("company,company_city\nРомашка,Москва\nЗавод,Самара\n"));
        await _rig.ImportAsync(new FileEncoding("iso-8859-2", 0, null).Encoding.GetBytes(
            "company,company_city\nZakłady Żółć,Łódź\nSpółka Gęś,Gdańsk\nPrzedsiębiorstwo,Wrocław\n"));

        Assert.Equal(
            ["Przedsiębiorstwo|wrocław", "Spółka Gęś|gdańsk", "Zakłady Żółć|łódź", "Завод|самара", "Ромашка|москва"],
            await _rig.QueryAsync("select name, city from companies order by name"));
    }

    [Theory]
    [InlineData("company,employees\n£5M Club,1\nC++ Zürich,2\nAcme Français,3\n")]
    [InlineData("company,company_city\nCrème £5M,Bonn\nO'Neil,SÃO PAULO\n– CAFÉ,Bonn\nPeña,Zürich\nÅngström,Bonn\n")]
    public async Task Import_OfAFewWesternLetters_DoesNotDetectChinese(string content)
    {
        await _rig.ImportAsync(new FileEncoding("windows-1252", 0, null).Encoding.GetBytes(content));
        Assert.Equal(
            content.Split('\n')[1..^1].Select(line => line.Split(',')[0]), await _rig.QueryAsync("select name from companies order by id"));
    }

    [Fact]
    public async Task Import_OfChineseLettersWithABrokenRow_FindsTheirEncoding()
    {
        var rows = string.Concat(Enumerable.Range(0, 60).Select(number => $"北京科技有限公司{number},上海市浦东新区\n深圳市腾讯计算机系统{number},广东\n"));
        var report = await _rig.ImportAsync(
            [.. new FileEncoding("gb18030", 0, null).Encoding.GetBytes($"company,company_city\n{rows}"), 0x81, .. ",x\n"u8]);

        Assert.Equal((121, 1L), (report.Rows, report.Rejected));
        Assert.Equal(["北京科技有限公司7|上海市浦东新区"], await _rig.QueryAsync("select name, city from companies where name like '%司7'"));
    }

    [Fact]
    public async Task Import_WithANamedEncoding_ReadsTheFileInIt()
    {
        await _rig.ImportAsync(
            new FileEncoding("ibm850", 0, null).Encoding.GetBytes("company\nCafé Müller\n"),
            new ImportOptions { Read = new ReadOptions("ibm850") });

        Assert.Equal(["Café Müller||"], await _rig.QueryAsync(Companies));
        await Assert.ThrowsAsync<InvalidInputException>(
            () => _rig.ImportAsync("company\nx", new ImportOptions { Read = new ReadOptions("klingon") }));
    }

    [Fact]
    public async Task Import_OfUtf8WithABrokenRow_KeepsItsBytesAndImportsTheRest()
    {
        var file = await _rig.WriteAsync([.. "company\nCaf"u8, 0xE9, .. "\nCafé Noël\n"u8]);
        var report = await _rig.ImportAsync(file);

        Assert.Equal(["Café Noël||"], await _rig.QueryAsync(Companies));
        Assert.Equal([2L], report.FirstRejects.Select(reject => reject.Line));
        Assert.Contains((byte)0xE9, await File.ReadAllBytesAsync(report.RejectsFile!, Token));
    }

    [Fact]
    public async Task Import_OfGarbledLetters_WarnsOfThem()
    {
        var report = await _rig.ImportAsync("company\nMÃ¼ller\nMüller Â GmbH\nItâ€™s\nÂngström\n");

        Assert.Equal([2L, 4L], report.Values.Counts[("company", "garbled")].Examples.Select(example => example.Line));
    }

    [Fact]
    public async Task Import_OfALongQuotedField_ImportsIt()
    {
        var lines = string.Join(
            '\n',
            Enumerable.Range(0, 5_000).Select(number => number == 2_500 ? "Ghost,77,https://ghost.example" : $"line {number}, of many"));
        var report = await _rig.ImportAsync($"company,employees,company_address\nInitech,12,\"{lines}\"\nHooli,3,x\n");

        Assert.Equal((2, 0L), (report.Rows, report.Rejected));
        Assert.Equal(
            ["Hooli|1", $"Initech|{lines.Length}"], await _rig.QueryAsync("select name, length(address) from companies order by name"));
    }

    [Fact]
    public async Task Import_OfAQuoteThatHoldsRows_RejectsThemTogether()
    {
        var report = await _rig.ImportAsync(
            "company,employees,website\nOne,1,\"http://one.example\nTwo,2,http://two.example\nThree,3,http://three.example\"\nFour,4,"
            + "http://four.example\n");

        Assert.Equal(["Four|4|http://four.example"], await _rig.QueryAsync(Companies));
        Assert.Contains(
            "Two,2,http://two.example\nThree", await File.ReadAllTextAsync(report.RejectsFile!, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfABrokenQuote_DoesNotReadLinesOfItsFieldAsRows()
    {
        var report = await _rig.ImportAsync(
            "company,employees,company_address\nOne,1,\"text\" after,\nTwo,2,\"a 5\" pipe,\nsays \"so\" "
            + "Bob\nGhost,7,x\nend\"\nThree,3,y\n");

        Assert.Equal([2L, 3L], report.FirstRejects.Select(reject => reject.Line));
        Assert.DoesNotContain("Three", await File.ReadAllTextAsync(report.RejectsFile!, Token), StringComparison.Ordinal);
        Assert.Contains("Three|3|", await _rig.QueryAsync(Companies));
    }

    [Fact]
    public void Records_OfQuotesThatAreNeverClosed_AreReadInLinearTime()
    {
        // Each line opens a quote that no other line closes.
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200_000).Select(number => $"a{number},\"\"\"x\n")));
        using var stream = new MemoryStream([.. "company,website\n"u8, .. bytes]);
        var records = new CsvRecordReader(new LineReader(stream, new FileEncoding("utf-8", 0, null)), ',') { Columns = 2 };
        var rejected = 0;
        while (records.Read() is { } row)
        {
            rejected += row.Fault is null ? 0 : 1;
        }

        Assert.Equal(200_000, rejected);
    }

    [Fact]
    public void Lines_OfEveryLengthAndEncoding_HaveTheirBytesAndText()
    {
        foreach (var name in new[] { "utf-8", "utf-16", "utf-16BE", "utf-32", "utf-32BE", "windows-1252" })
        {
            var encoding = new FileEncoding(name, 0, null);
            string[] texts = ["a", "", new string('é', 70_000), "end\t", new string('x', 131_071), "last"];
            var bytes = encoding.Encoding.GetBytes(string.Join("\r\n", texts));
            var lines = new LineReader(new MemoryStream(bytes), encoding);
            var offset = 0L;
            foreach (var text in texts)
            {
                var line = lines.Read()!.Value;
                Assert.Equal((text, offset), (line.Text, line.Offset));
                offset += line.Length;
            }

            Assert.Null(lines.Read());
            Assert.Equal(bytes.Length, offset);
        }
    }

    [Fact]
    public async Task Rejects_OfAFile_CanBeCorrectedAndImportedAsTheyAre()
    {
        var latin = new FileEncoding("windows-1252", 0, null).Encoding;
        var file = await _rig.WriteAsync(latin.GetBytes("company;website\r\nCafé Müller;not a site\r\nCafé Noël;http://noel.example\r\n"));
        var report = await _rig.ImportAsync(file);
        var kept = await File.ReadAllBytesAsync(report.RejectsFile!, Token);
        Assert.Equal("rejected_line;rejected_reason;company;website", latin.GetString(kept).Split("\r\n")[0]);

        var corrected = await _rig.WriteAsync(
            latin.GetBytes(latin.GetString(kept).Replace("not a site", "http://mueller.example", StringComparison.Ordinal)));
        var second = await _rig.ImportAsync(corrected);

        Assert.Equal((1, 0L), (second.Rows, second.Rejected));
        Assert.Equal(["Café Müller||http://mueller.example", "Café Noël||http://noel.example"], await _rig.QueryAsync(Companies));
    }

    [Fact]
    public async Task Rejects_OfAnEarlierImport_AreDeletedByOneWithoutRejects()
    {
        var first = await _rig.ImportAsync(await _rig.WriteAsync("company,website\nOne,not a site\n"u8.ToArray(), "x.csv"));
        Assert.True(File.Exists(first.RejectsFile));

        await _rig.ImportAsync(
            await _rig.WriteAsync("company,website\nOne,one.example\n"u8.ToArray(), "x.csv"), new ImportOptions { IsDryRun = true });
        Assert.True(File.Exists(first.RejectsFile));
        await _rig.ImportAsync(await _rig.WriteAsync("company,website\nOne,one.example\n"u8.ToArray(), "x.csv"));
        Assert.False(File.Exists(first.RejectsFile));
    }

    [Fact]
    public async Task Import_OfAWorkbook_ReadsTheSheet()
    {
        var path = (await _rig.WriteAsync([], "leads.xlsx")).FullName;
        var leads = new[]
        {
            new Dictionary<string, object?>
            {
                ["Company"] = "Initech",
                ["# Employees"] = 14155550100d,
                ["Last Raised At"] = new DateTime(2024, 2, 10),
            },
        };
        var other = new[] { new Dictionary<string, object?> { ["Company"] = "Hooli", ["# Employees"] = 2 } };
        await MiniExcel.SaveAsAsync(
            path, new Dictionary<string, object> { ["Leads"] = leads, ["Other"] = other }, overwriteFile: true, cancellationToken: Token);

        var report = await _rig.ImportAsync(new FileInfo(path));
        Assert.Equal(
            ["Initech|14155550100|2024-02-10"], await _rig.QueryAsync("select name, employees_count, last_raised_at from companies"));
        Assert.Contains(report.Notices, notice => notice.Contains("2 sheets", StringComparison.Ordinal));

        await _rig.ImportAsync(new FileInfo(path), new ImportOptions { Read = new ReadOptions(Sheet: "other") });
        Assert.Contains("Hooli|2|", await _rig.QueryAsync(Companies));
        await Assert.ThrowsAsync<InvalidInputException>(
            () => _rig.ImportAsync(new FileInfo(path), new ImportOptions { Read = new ReadOptions(Sheet: "missing") }));
    }

    [Fact]
    public async Task Import_OfAWorkbookFromAPipe_ReadsTheSheet()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The test opens a pipe by its file descriptor.");
        var path = (await _rig.WriteAsync([], "leads.xlsx")).FullName;
        await MiniExcel.SaveAsAsync(
            path, new[] { new Dictionary<string, object?> { ["Company"] = "Initech", ["# Employees"] = 50 } }, overwriteFile: true,
            cancellationToken: Token);
        await using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        var import = Task.Run(() => _rig.ImportAsync(new FileInfo($"/proc/self/fd/{pipe.GetClientHandleAsString()}")), Token);
        await pipe.WriteAsync(await File.ReadAllBytesAsync(path, Token), Token);

        // Ends the input. Disposing of the stream would also close the end that the import may not have opened yet.
        pipe.SafePipeHandle.Dispose();
        await import;

        Assert.Equal(["Initech|50|"], await _rig.QueryAsync(Companies));
    }
}
