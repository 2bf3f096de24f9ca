using Bogus;
using Npgsql;
using NpgsqlTypes;
using Vql.Core.Documents;

namespace Vql.SyncWorker.Seed;

/// <summary>
/// Generates values that real company lists often lack (employees, revenue, technologies, address), so that filters on them
/// match rows. Only unknown values are generated, and one company in ten keeps its gaps.
/// </summary>
internal sealed class CompanyGaps
{
    private const int KeptGapInterval = 10;
    private const double MedianEmployees = 60;
    private const double EmployeesSpread = 1.6;
    private const int MaxEmployees = 250_000;

    /// <summary>The generated columns.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["employees_count", "annual_revenue", "technologies", "address"];

    private static readonly string[] Technologies =
    [
        ".net", "amazon web services", "c++", "elasticsearch", "go", "google analytics", "google cloud", "hubspot", "java", "kubernetes",
        "microsoft azure", "mysql", "node.js", "postgresql", "python", "react", "redis", "ruby on rails", "salesforce", "shopify",
        "snowflake", "stripe", "wordpress", "zendesk",
    ];

    private readonly Faker _faker = new("en");

    /// <summary>Fills the gaps of the companies in the database.</summary>
    /// <returns>The number of companies with generated values.</returns>
    public static async Task<long> FillAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var gaps = await ReadGapsAsync(connection, cancellationToken);
        await RunAsync(connection,
            """
            create temporary table filled (
                uuid text, employees_count bigint, annual_revenue bigint, technologies text[], address text) on commit drop
            """,
            cancellationToken);
        var generator = new CompanyGaps();
        await using (var importer = await connection.BeginBinaryImportAsync("copy filled from stdin (format binary)", cancellationToken))
        {
            foreach (var uuid in gaps)
            {
                var filled = generator.Fill(new Company { Uuid = uuid });
                await importer.StartRowAsync(cancellationToken);
                await importer.WriteAsync(uuid, NpgsqlDbType.Text, cancellationToken);
                await importer.WriteAsync(filled.EmployeesCount!.Value, NpgsqlDbType.Bigint, cancellationToken);
                await importer.WriteAsync(filled.AnnualRevenue!.Value, NpgsqlDbType.Bigint, cancellationToken);
                await importer.WriteAsync(filled.Technologies!.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken);
                await importer.WriteAsync(filled.Address!, NpgsqlDbType.Text, cancellationToken);
            }

            await importer.CompleteAsync(cancellationToken);
        }

        var updated = await RunAsync(connection, """
            update companies as c set
                employees_count = coalesce(c.employees_count, f.employees_count),
                annual_revenue = coalesce(c.annual_revenue, f.annual_revenue),
                technologies = coalesce(c.technologies, f.technologies),
                address = coalesce(c.address, f.address),
                updated_at = now()
            from filled f where f.uuid = c.uuid
            """, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return updated;
    }

    /// <summary>Returns the company with its gaps filled, or unchanged. The result depends only on the company.</summary>
    public Company Fill(Company company)
    {
        if (company.EmployeesCount is not null || company.AnnualRevenue is not null || KeepsGaps(company.Uuid))
        {
            return company;
        }

        // FNV-1a, because string hash codes of .NET differ between processes.
        _faker.Random = new Randomizer((int)company.Uuid.Aggregate(2166136261u, (hash, character) => (hash ^ character) * 16777619u));
        var employees = Math.Clamp((long)Math.Round(MedianEmployees * Math.Exp(EmployeesSpread * Normal(_faker))), 1, MaxEmployees);
        return company with
        {
            EmployeesCount = employees,
            AnnualRevenue = employees * _faker.Random.Int(60, 280) * 1000,
            Technologies = company.Technologies
                ?? [.. _faker.Random.ArrayElements(Technologies, _faker.Random.Int(1, 6)).Order(StringComparer.Ordinal)],
            Address = company.Address ?? _faker.Address.StreetAddress(),
        };
    }

    private static bool KeepsGaps(string uuid) => uuid.Sum(character => character) % KeptGapInterval == 0;

    // The sizes of companies are approximately log-normal. The Box-Muller transform generates a normal value.
    private static double Normal(Faker faker) =>
        Math.Sqrt(-2 * Math.Log(1 - faker.Random.Double())) * Math.Cos(2 * Math.PI * faker.Random.Double());

    private static async Task<List<string>> ReadGapsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var uuids = new List<string>();
        await using var command = new NpgsqlCommand(
            "select uuid from companies where deleted_at is null and employees_count is null and annual_revenue is null order by uuid",
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!KeepsGaps(reader.GetString(0)))
            {
                uuids.Add(reader.GetString(0));
            }
        }

        return uuids;
    }

    private static async Task<long> RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
