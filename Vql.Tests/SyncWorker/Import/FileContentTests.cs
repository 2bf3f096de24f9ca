using System.IO.Compression;
using System.Xml.Linq;
using MiniExcelLibs;
using Vql.SyncWorker.Import.Files;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker.Import;

/// <summary>Tests of rows that are not part of the table, and of code pages that detectors confuse.</summary>
public sealed class FileContentTests(PostgresServer server) : IAsyncLifetime
{
    private const string Companies = "select name, employees_count, website from companies order by name";

    private ImportRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await ImportRig.CreateAsync(server);

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Import_OfEmptyRowsAndRepeatedHeaders_IgnoresAndCountsThem()
    {
        var report = await _rig.ImportAsync(
            "company,employees\nInitech,1\n,\ncompany,employees\nHooli,2\n" + string.Concat(Enumerable.Repeat(",\n", 40)));

        Assert.Equal(["Hooli|2|", "Initech|1|"], await _rig.QueryAsync(Companies));
        Assert.Equal((2, 0L), (report.Rows, report.Rejected));
        Assert.Contains("41 empty rows were ignored, the first in line 3", report.Notices);
        Assert.Contains("1 row that repeats the header was ignored: line 4", report.Notices);
    }

    [Fact]
    public async Task Import_OfASecondTable_RejectsItsRows()
    {
        var report = await _rig.ImportAsync("company,employees\nInitech,1\n\nfirst_name,last_name\nAnn,One\n");

        Assert.Equal(["Initech|1|"], await _rig.QueryAsync(Companies));
        Assert.Equal([4L, 5L], report.FirstRejects.Select(reject => reject.Line));
    }

    [Fact]
    public async Task Import_OfALastRowWithAnotherDelimiter_RejectsTheRow()
    {
        var report = await _rig.ImportAsync("company,employees\nInitech,1\nHooli;2\n");

        Assert.Equal(["Initech|1|"], await _rig.QueryAsync(Companies));
        Assert.Equal([3L], report.FirstRejects.Select(reject => reject.Line));
    }

    [Theory]
    [InlineData("macintosh", "Café Müller", "Orléans")]
    [InlineData("ibm850", "Café Müller", "Österreich")]
    [InlineData("windows-1250", "Żółw Spółka", "Łódź")]
    [InlineData("windows-1252", "Café “Müller” – 5 m³", "Orléans")]
    public async Task Import_OfAFewLettersInACodePage_ReadsThem(string name, string company, string address)
    {
        var encoding = new FileEncoding(name, 0, null).Encoding;
        var report = await _rig.ImportAsync(encoding.GetBytes($"company,company_address\n{company},{address}\nPlain,x\n"));

        Assert.Equal([$"{company}|{address}", "Plain|x"], await _rig.QueryAsync("select name, address from companies order by id"));
        Assert.StartsWith(name, report.Format, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfAWorkbookThatCountsDaysFrom1904_ReadsItsDates()
    {
        var path = (await _rig.WriteAsync([], "mac.xlsx")).FullName;
        await MiniExcel.SaveAsAsync(
            path,
            new[] { new Dictionary<string, object?> { ["Company"] = "Initech", ["Last Raised At"] = new DateTime(2024, 2, 10) } },
            overwriteFile: true, cancellationToken: TestContext.Current.CancellationToken);
        await using (var archive = await ZipFile.OpenAsync(path, ZipArchiveMode.Update, TestContext.Current.CancellationToken))
        {
            var entry = archive.GetEntry("xl/workbook.xml")!;
            XDocument workbook;
            await using (var written = await entry.OpenAsync(TestContext.Current.CancellationToken))
            {
                workbook = await XDocument.LoadAsync(written, LoadOptions.None, TestContext.Current.CancellationToken);
            }

            entry.Delete();
            workbook.Root!.AddFirst(new XElement(workbook.Root.Name.Namespace + "workbookPr", new XAttribute("date1904", "1")));
            await using var stream = await archive.CreateEntry("xl/workbook.xml").OpenAsync(TestContext.Current.CancellationToken);
            await workbook.SaveAsync(stream, SaveOptions.None, TestContext.Current.CancellationToken);
        }

        await _rig.ImportAsync(new FileInfo(path));

        // The day of the other date system has the same number.
        Assert.Equal(["2028-02-11"], await _rig.QueryAsync("select last_raised_at from companies"));
    }
}
