using Vql.SyncWorker;
using Vql.SyncWorker.Import;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker.Import;

public sealed class ImportTests(PostgresServer server) : IAsyncLifetime
{
    private ImportRig _rig = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rig = await ImportRig.CreateAsync(server);

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Import_OfCompanies_WritesCleanedRows()
    {
        var report = await _rig.ImportAsync(
            """
            company,website,industry,keywords,total_funding,company_city,founded_at
            .Club Domains,http://www.dotclub.com,Software,"operating, Rounds-1",7000000,Oakland Park,2011-10-10
            """);

        Assert.Equal((1, 1L, 0L), (report.Rows, report.Companies.Created, report.Contacts.Created));
        Assert.Equal(["founded_at"], report.Columns.Ignored.Select(column => column.Header));
        Assert.Equal(
            [".Club Domains|http://www.dotclub.com|dotclub.com|software|operating,rounds-1|7000000|oakland park|"],
            await _rig.QueryAsync(
                "select name, website, normalized_domain, industries, keywords, total_funding, city, employees_count from companies"));
    }

    [Fact]
    public async Task Import_OfCsvRows_WritesContactsWithTheirCompanies()
    {
        var report = await _rig.ImportAsync(
            """
            first_name,last_name,email,company,employees,mobile_phone
            Ada,Lovelace,ada@analytical.example,Analytical Engines,12,+44 (0)20 7946 0958
            Bob,Alone,,,,
            """);

        Assert.Equal((2, 1L, 2L, 0L), (report.Rows, report.Companies.Created, report.Contacts.Created, report.Rejected));
        Assert.Equal(
            ["ada|+442079460958|Analytical Engines|analytical.example", "bob|||"],
            await _rig.QueryAsync(
                "select first_name, mobile_phone, c.name, c.normalized_domain from contacts "
                + "left join companies c on c.uuid = company_id order by first_name"));
    }

    [Fact]
    public async Task Import_WithBrokenRows_RejectsThemByLineAndImportsTheRest()
    {
        var report = await _rig.ImportAsync(
            """
            company,website,keywords
            One,http://one.example,"a, b"
            Two,"never closed
            Three,http://three.example,"c, d"
            Four,too,many,fields
            "Multi
            line",http://multi.example,e
            ,,
            Five,http://five.example,"text"after
            Six,http://six.example,f
            """);

        Assert.Equal([3, 5, 9], report.FirstRejects.Select(reject => reject.Line));
        Assert.Equal(["Multi line|One|Six|Three"], await _rig.QueryAsync("select string_agg(name, '|' order by name) from companies"));
        var kept = await File.ReadAllLinesAsync(report.RejectsFile!, Token);
        Assert.Equal("rejected_line,rejected_reason,company,website,keywords", kept[0]);
        Assert.Equal(4, kept.Length);
        Assert.Contains("1 empty row was ignored: line 8", report.Notices);
        Assert.EndsWith(",Four,too,many,fields", kept[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfRowsTheDatabaseRejects_RejectsOnlyThose()
    {
        // An index entry is limited to some 2,700 bytes, and random characters do not compress.
        var huge = string.Concat(Enumerable.Range(0, 20_000).Select(number => (char)('a' + ((number * 7919 / 13) % 26))));
        var linkedin = "https://x.example/" + string.Concat(Enumerable.Range(0, 600).Select(_ => Guid.NewGuid().ToString("N")));
        var created = await _rig.ImportAsync($"company,company_linkedin_url,company_address\nGood,,{huge}\nBad,{linkedin},y\nAlso good,,y");
        var changed = await _rig.ImportAsync($"company,company_linkedin_url,company_city\nGood,,Bonn\nAlso good,{linkedin},Bonn");

        Assert.Equal([3], created.FirstRejects.Select(reject => reject.Line));
        Assert.Contains("PostgreSQL rejected the row", created.FirstRejects[0].Reason, StringComparison.Ordinal);
        Assert.Equal(2, created.Companies.Created);
        Assert.Equal([3], changed.FirstRejects.Select(reject => reject.Line));
        Assert.Equal((1L, 0L), (changed.Companies.Updated, changed.Companies.Unchanged));
        Assert.Contains(linkedin, await File.ReadAllTextAsync(changed.RejectsFile!, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfRowsOfOneCompany_MergesThemInOrder()
    {
        var report = await _rig.ImportAsync("company,industry,employees\nOne,a,5\nTwo,b,\nOne,c,");

        Assert.Equal(["One|c|5", "Two|b|"], await _rig.QueryAsync("select name, industries, employees_count from companies order by name"));
        Assert.Equal([new MergedRow(4, 2)], report.FirstMerged);
    }

    [Fact]
    public async Task Import_OfPhoneNumbersWithoutACountryCode_ReadsThemByTheCountryOfTheirRow()
    {
        await _rig.ImportAsync(
            "first_name,last_name,country,mobile_phone,company,company_country,company_phone\n"
            + "Ann,One,USA,(415) 555-0132,Initech,Germany,030 901820\nBea,Two,,(415) 555-0133,,,");

        Assert.Equal(["+14155550132", "4155550133"], await _rig.QueryAsync("select mobile_phone from contacts order by first_name"));
        Assert.Equal(["+4930901820"], await _rig.QueryAsync("select phone_number from companies"));
    }

    [Theory]
    [InlineData("United  States")]
    [InlineData("United\u00A0States ")]
    public async Task Import_OfACountryWithUnusualBlanks_ReadsPhoneNumbersByIt(string country)
    {
        await _rig.ImportAsync($"first_name,last_name,country,mobile_phone\nAnn,One,{country},(415) 555-0132");
        Assert.Equal(["united states|+14155550132"], await _rig.QueryAsync("select country, mobile_phone from contacts"));
    }

    [Fact]
    public async Task Import_OfAPersonsUnreadableWebsite_ImportsThePersonWithoutIt()
    {
        var report = await _rig.ImportAsync("first_name,email,person_website\nAnn,ann@a.example,see profile");

        Assert.Equal(["ann|ann@a.example|"], await _rig.QueryAsync("select first_name, email, website from contacts"));
        Assert.Equal((0L, 1L), (report.Rejected, report.RejectedValues));
    }

    [Fact]
    public async Task Import_OfATotalsRow_RejectsItAndKeepsACompanyOfThatName()
    {
        var report = await _rig.ImportAsync(
            "company,website,employees,annual_revenue\nOne,,5,10\nTotal,total.example,7,\nGrand total:,,12,10\n");

        Assert.Equal(["One|5", "Total|7"], await _rig.QueryAsync("select name, employees_count from companies order by name"));
        Assert.Equal([4L], report.FirstRejects.Select(reject => reject.Line));
    }

    [Fact]
    public async Task Import_OfAnUnreadableValueThatWouldClear_LeavesTheStoredValue()
    {
        await _rig.ImportAsync("company,employees\nOne,5\nTwo,6");
        var report = await _rig.ImportAsync("company,employees\nOne,many\nTwo,", new ImportOptions { Clears = true });

        Assert.Equal(["One|5", "Two|"], await _rig.QueryAsync("select name, employees_count from companies order by name"));
        Assert.Equal([2L], report.FirstRejects.Select(reject => reject.Line));
    }

    [Fact]
    public async Task Import_OfTextThatAnotherProgramGarbled_CountsIt()
    {
        var report = await _rig.ImportAsync("company,company_address\nOne &amp; Two,CafÃ©\nCaf\uFFFD,R&D; B&B\n");

        var garbled = report.Values.Counts.Where(count => count.Key.Reading == "garbled").ToDictionary(
            count => count.Key.Column, count => count.Value.Count);
        Assert.Equal((2L, 1L), (garbled["company"], garbled["company_address"]));
    }

    [Fact]
    public async Task Import_OfAPlaceholderAsAUuid_DoesNotMergeItsRows()
    {
        var report = await _rig.ImportAsync($"uuid,first_name,last_name\nN/A,Ann,One\nN/A,Bob,Two\n{new string('x', 129)},Cy,Three");

        Assert.Equal(["ann", "bob"], await _rig.QueryAsync("select first_name from contacts order by 1"));
        Assert.Equal([4L], report.FirstRejects.Select(reject => reject.Line));
    }

    [Theory]
    [InlineData("")]
    [InlineData("name,age\nx,1")]
    [InlineData("company,company\nx,y")]
    public Task Import_OfAFileWithoutARecognizedHeader_IsRejected(string content) =>
        Assert.ThrowsAsync<InvalidInputException>(() => _rig.ImportAsync(content));

    [Fact]
    public async Task Import_WithAMappingOfAMissingColumn_IsRejected() =>
        await Assert.ThrowsAsync<InvalidInputException>(() => _rig.ImportAsync("company\nx", ImportRig.Mapping("Firma=company")));
}
