using System.Globalization;
using CsCheck;
using Npgsql;
using NpgsqlTypes;
using Vql.Core.Documents;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker.Import;

/// <summary>Tests of the identification of the database row that a row of a file refers to.</summary>
public sealed class IdentityTests(PostgresServer server) : IAsyncLifetime
{
    // An index entry is limited to some 2,700 bytes, and random characters do not compress.
    private static readonly string TooLong =
        "https://x.example/" + string.Concat(Enumerable.Range(0, 600).Select(_ => Guid.NewGuid().ToString("N")));

    private ImportRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await ImportRig.CreateAsync(server);

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData("first_name,last_name,email\nLi,Na,li.na@a.example\nLin,A,lin.a@b.example", 2)]
    [InlineData("first_name,last_name\nLi,Na\nLin,A", 2)]
    [InlineData("first_name,last_name,email,company\nJo,Doe,jo@a.example,Initech\nJo,Doe,jodoe@a.example,Initech", 2)]
    [InlineData(
        "first_name,last_name,email,person_linkedin_url\nJo,Doe,info@a.example,linkedin.com/in/jo1\nJo,Doe,info@a.example,"
        + "linkedin.com/in/jo2",
        2)]
    [InlineData("first_name,last_name,company\nJo,Doe,Initech\nJo,Doe,Hooli", 2)]
    [InlineData("first_name,last_name,company\nJo,Doe,Initech\nJO,doe,Initech", 1)]
    [InlineData("first_name,last_name,email\nJo,Doe,jo@a.example\nJoanna,Doe-Ray,JO@A.example", 1)]
    [InlineData(
        "first_name,last_name,person_linkedin_url\nJo,Doe,https://www.linkedin.com/in/jo/\nJo,Ray,"
        + "http://de.linkedin.com/in/JO?x=1\nJo,Ray,in/jo",
        1)]
    [InlineData("first_name,last_name\nJ\u00fcrgen,Gro\u00df\nJu\u0308rgen,Gro\u00df", 1)]
    [InlineData("first_name,last_name\nAnn Marie,Doe\nAnn  Marie,Doe\u00a0", 1)]
    [InlineData(
        "first_name,last_name,person_linkedin_url\nJo,Doe,linkedin.com/in/j%C3%B6\nJo,Ray,https://www.linkedin.com/in/J\u00d6/\n"
        + "Jo,Lee,linkedin.com/in/jo%CC%88",
        1)]
    [InlineData("first_name,last_name,person_linkedin_url\nJo,Doe,linkedin.com/in/j%C3%B6\nJo,Ray,linkedin.com/in/jo", 2)]
    [InlineData("email\na@a.example\nb@a.example\nA@a.example", 2)]
    public async Task People_OfAFile_AreThoseThatAPersonWouldExpect(string file, int people)
    {
        var report = await _rig.ImportAsync(file);
        var rows = file.Split('\n').Length - 1;

        Assert.Equal((people, rows - people), (report.Contacts.Created, report.Merged));
        var again = await _rig.ImportAsync(file);
        Assert.Equal((0L, 0L, (long)people), (again.Contacts.Written, again.Rejected, again.Contacts.Unchanged));
    }

    [Theory]
    [InlineData("company,website\nDelta,http://delta-air.example\nDelta,http://delta-tap.example", 2)]
    [InlineData("company,website\nDelta,http://delta.example\nDelta Air,https://www.delta.example/", 1)]
    [InlineData(
        "company,website\nAnn's Shop,https://shops.example/ann\nBob's Shop,https://shops.example/bob\nShops,https://shops.example", 3)]
    [InlineData("company,company_linkedin_url\nDelta,linkedin.com/company/d1\nDelta,linkedin.com/company/d2", 2)]
    [InlineData("company,employees\nDelta,1\nDELTA,2", 1)]
    [InlineData("company_domain,employees\ndelta.example,1\nwww.delta.example,2", 1)]
    public async Task Companies_OfAFile_AreThoseThatAPersonWouldExpect(string file, int companies)
    {
        var report = await _rig.ImportAsync(file);
        var rows = file.Split('\n').Length - 1;

        Assert.Equal((companies, rows - companies), (report.Companies.Created, report.Merged));
        var again = await _rig.ImportAsync(file);
        Assert.Equal((0L, 0L, (long)companies), (again.Companies.Written, again.Rejected, again.Companies.Unchanged));
    }

    // A batch is looked up while the previous one is written, and a rejected row splits a batch into several
    // transactions.
    [Fact]
    public Task People_OfSeveralBatches_AreEachCreatedOnce() =>
        Gen.Select(Gen.Int[0, 7].Array[1, 30], Gen.Int[1, 6], Gen.Int[0, 29], Gen.Bool).SampleAsync(async (people, size, bad, isDryRun) =>
        {
            await using (var empty = _rig.Source.CreateCommand("delete from contacts; delete from companies"))
            {
                await empty.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }

            var rows = people.Select(person => $"P{person},Doe,p{person}@a{person % 3}.example,Firm {person % 3},").ToList();
            rows.Insert(Math.Min(bad, rows.Count), $"Bad,Doe,bad@b.example,,{TooLong}");
            var report = await _rig.ImportAsync(
                "first_name,last_name,email,company,person_linkedin_url\n" + string.Join('\n', rows),
                new() { BatchSize = size, IsDryRun = isDryRun });

            var distinct = people.Distinct().ToList();
            Assert.Equal(
                (distinct.Count, distinct.Select(person => person % 3).Distinct().Count(), people.Length - distinct.Count, 1),
                (report.Contacts.Created, report.Companies.Created, report.Merged, report.Rejected));
            Assert.Equal(
                isDryRun ? [] : distinct.Select(person => $"p{person}@a{person % 3}.example").Order(StringComparer.Ordinal),
                await _rig.QueryAsync("select email from contacts order by email"));
        }, iter: 60, threads: 1);

    [Fact]
    public async Task Person_WhoChangesTheName_IsFoundByTheEmailAddress()
    {
        await _rig.ImportAsync("first_name,last_name,email\nJo,Doe,jo@a.example");
        await _rig.ImportAsync("first_name,last_name,email\nJo,Ray,jo@a.example");
        Assert.Equal(["jo|ray|jo@a.example"], await _rig.QueryAsync("select first_name, last_name, email from contacts"));
    }

    [Fact]
    public async Task Person_WhoseKeysBelongToTwoContacts_IsRejected()
    {
        await _rig.ImportAsync("first_name,email,person_linkedin_url\nAnn,ann@a.example,in/ann\nBob,bob@a.example,in/bob");
        var report = await _rig.ImportAsync("first_name,email,person_linkedin_url,title\nAnn,ann@a.example,in/bob,CTO");

        Assert.Contains("its email address belongs to the contact", Assert.Single(report.FirstRejects).Reason, StringComparison.Ordinal);
        Assert.Equal(["0"], await _rig.QueryAsync("select count(title) from contacts"));
    }

    [Fact]
    public async Task Person_OfANameThatSeveralHave_IsRejectedWithoutAKey()
    {
        await _rig.ImportAsync("first_name,last_name,email\nJo,Doe,jo@a.example\nJo,Doe,jo@b.example");
        var report = await _rig.ImportAsync("first_name,last_name,title\nJo,Doe,CTO");
        Assert.Contains("2 contacts have its name", Assert.Single(report.FirstRejects).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Company_OfANameThatSeveralHave_IsFoundByThePersonsEmailAddress()
    {
        await _rig.ImportAsync("company,website\nDelta,http://delta-air.example\nDelta,http://delta-tap.example");
        var report = await _rig.ImportAsync("first_name,email,company\nAnn,ann@delta-tap.example,Delta\nBob,bob@gmail.com,Delta");

        Assert.Equal(
            ["ann|delta-tap.example"],
            await _rig.QueryAsync("select first_name, normalized_domain from contacts t join companies c on c.uuid = company_id"));
        Assert.Equal([3L], report.FirstRejects.Select(reject => reject.Line));
    }

    [Fact]
    public async Task Company_OfAMailProvidersCustomer_HasNoDomain()
    {
        await _rig.ImportAsync("first_name,email,company\nAnn,ann@gmail.com,Annas Bakery\nBob,bob@bobs.example,Bobs Bakery");
        Assert.Equal(
            ["Annas Bakery|", "Bobs Bakery|bobs.example"],
            await _rig.QueryAsync("select name, normalized_domain from companies order by name"));
    }

    // For a limited number of rows by id, PostgreSQL would read the whole table for each name.
    [Fact]
    public async Task Names_InALargeTable_AreFoundByTheirIndex()
    {
        const int Names = 300;
        await _rig.QueryAsync(
            "insert into companies (uuid, name) select gen_random_uuid(), 'Company ' || number from generate_series(1, 60000) as number");
        await _rig.QueryAsync("analyze companies");
        var file = "company,employees\n" + string.Join('\n', Enumerable.Range(1, Names).Select(number => $"Company {number},{number}"));
        Assert.Equal(Names, (await _rig.ImportAsync(file)).Companies.Updated);

        // The statistics of a session are complete when it ends.
        await using (var connection = await _rig.Source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            NpgsqlConnection.ClearPool(connection);
        }

        await StreamRig.WaitUntilAsync(
            async () => await ReadAsync("idx_scan", "companies_identity_name") >= Names, () => "the statistics are not complete");
        Assert.InRange(await ReadAsync("idx_tup_read", "companies_pkey"), 0, 100L * Names);
    }

    private async Task<long> ReadAsync(string counter, string index) => long.Parse(
        (await _rig.QueryAsync($"select {counter} from pg_stat_user_indexes where indexrelname = '{index}'")).Single(),
        CultureInfo.InvariantCulture);

    [Fact]
    public async Task People_WhoShareAMailbox_AreSeparateAndFoundAgain()
    {
        const string File = "first_name,last_name,email\nAnn,One,info@initech.example\nBob,Two,info@initech.example\n";
        var first = await _rig.ImportAsync(File);
        var second = await _rig.ImportAsync(File);

        Assert.Equal(["ann|one", "bob|two"], await _rig.QueryAsync("select first_name, last_name from contacts order by first_name"));
        Assert.Equal((0L, 0L), (first.Merged, second.Contacts.Created + second.Contacts.Updated));
    }

    [Theory]
    [InlineData("https://www.linkedin.com/feed/")]
    [InlineData("https://www.linkedin.com/search/results/people/?keywords=x")]
    [InlineData("https://www.linkedin.com/in/")]
    [InlineData("https://linkedin.com")]
    public async Task People_WithALinkedinPageOfNobody_AreSeparate(string page)
    {
        await _rig.ImportAsync($"first_name,last_name,person_linkedin_url\nAnn,One,{page}\nBob,Two,{page}\n");

        Assert.Equal(["ann", "bob"], await _rig.QueryAsync("select first_name from contacts order by first_name"));
    }

    // Other programs write such values, which an import finds in the database.
    [Theory]
    [InlineData("jo@a.example\u00a0", null)]
    [InlineData("\tJO@a.example", null)]
    [InlineData(null, "https://de.linkedin.com/in/j%C3%B6")]
    public async Task Person_WrittenWithOtherBlanksOrEscapes_IsUpdated(string? email, string? address)
    {
        await using (var insert = _rig.Source.CreateCommand(
            "insert into contacts (uuid, first_name, email, linkedin_url) values (gen_random_uuid()::text, 'jo', $1, $2)"))
        {
            insert.Parameters.Add(Text(email));
            insert.Parameters.Add(Text(address));
            await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var keys = $"{(email is null ? "" : "jo@a.example")},{(address is null ? "" : "linkedin.com/in/jö")}";
        var report = await _rig.ImportAsync($"first_name,email,person_linkedin_url,title\nJo,{keys},CTO");

        Assert.Equal((0L, 1L), (report.Contacts.Created, report.Contacts.Updated));
        Assert.Equal(["CTO"], await _rig.QueryAsync("select title from contacts"));

        static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
    }

    [Fact]
    public async Task Keys_OfAnyText_AreTheSameInTheDatabase()
    {
        await using var command = _rig.Source.CreateCommand("select vql_identity($1), vql_linkedin_key($1), vql_company_domain($1, $2)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "" });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "" });
        var texts = Gen.OneOf(
            OneOf(
                "https://www.linkedin.com/in/Ann/?x=1", "de.linkedin.com/in/ann", "/in/ann/", "http://www.a.example", "a.example/b",
                "HTTPS://A.example//", "www.", "?", "", "http://www.linkedin.com/in/J%C3%B6rg\u00A0", "\u00A0in/jo%cc%88", "%E2%80%8B/%C3"),
            Gen.String[Gen.OneOf(Gen.Char["aBÜüß./:?#@ -w%\u00A0\t\u0308"], Gen.Char['a', 'z'])]);
        await Gen.Select(texts, texts).SampleAsync(async pair =>
        {
            (command.Parameters[0].Value, command.Parameters[1].Value) = pair;
            await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            await reader.ReadAsync(TestContext.Current.CancellationToken);
            string? Text(int at) => reader.IsDBNull(at) || reader.GetString(at).Length == 0 ? null : reader.GetString(at);
            Assert.Equal(
                (IdentityKeys.OfText(pair.Item1), IdentityKeys.OfLinkedin(pair.Item1), IdentityKeys.OfCompany(pair.Item1, pair.Item2)),
                (Text(0), Text(1), Text(2)));
        }, iter: 300, threads: 1);
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);
}
