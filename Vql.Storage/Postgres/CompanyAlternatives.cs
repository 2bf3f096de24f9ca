using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Postgres;

/// <summary>
/// Alternatives about contacts' companies. No index helps with an "or" across two tables, and the planner cannot tell how
/// many companies meet one; so the companies are looked up first, and what is left is about contacts alone.
/// </summary>
internal sealed class CompanyAlternatives
{
    // More than these have so many contacts that a list meets them soon, whatever row it begins with.
    private const int MostListed = 2_000;

    private readonly Dictionary<IReadOnlyList<VqlWhere>, string[]?>? _found;

    private CompanyAlternatives(Dictionary<IReadOnlyList<VqlWhere>, string[]?>? found) => _found = found;

    /// <summary>Has the statement itself look them up, however many they are: for one that must read all that it finds anyway.</summary>
    public static CompanyAlternatives InStatement { get; } = new(null);

    /// <summary>Looks the companies up for a statement that reads some of what it finds.</summary>
    public static async Task<CompanyAlternatives> FindAsync(
        NpgsqlConnection connection, EntityFields entity, VqlWhere where, QueryWords words, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = new Dictionary<IReadOnlyList<VqlWhere>, string[]?>(ReferenceEqualityComparer.Instance);
        foreach (var groups in where.Nested().Select(nested => nested.AnyOf).Where(groups => HasCompanies(entity, groups)))
        {
            var parameters = new Parameters();
            var compiler = new SqlCompiler(entity, words, InStatement, now, parameters);
            await using var command = new NpgsqlCommand(
                $"{Lookup(compiler, groups.Where(group => IsOfCompany(entity, group)))} limit {MostListed + 1}", connection);
            parameters.AddTo(command.Parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var uuids = new List<string>();
            while (await reader.ReadAsync(cancellationToken))
            {
                uuids.Add(reader.GetString(0));
            }

            found[groups] = uuids.Count > MostListed ? null : [.. uuids];
        }

        return new CompanyAlternatives(found);
    }

    /// <summary>Parts the groups.</summary>
    /// <returns>Those that stay as they are, and a condition on the row that stands for the others; null where there are none.</returns>
    public (IReadOnlyList<VqlWhere> Own, string? Condition) Part(
        EntityFields entity, IReadOnlyList<VqlWhere> groups, SqlCompiler compiler, Parameters parameters)
    {
        string[]? uuids = null;
        IReadOnlyList<VqlWhere> own = [.. groups.Where(group => !IsOfCompany(entity, group))];
        // Where all are about companies, a statement that reads everything does best to begin with them itself.
        if (!HasCompanies(entity, groups) || (_found is null ? own.Count == 0 : (uuids = _found.GetValueOrDefault(groups)) is null))
        {
            return (groups, null);
        }

        if (uuids is [])
        {
            return (own, own.Count == 0 ? "false" : null);
        }

        var listed = uuids is null ? $"array({Lookup(compiler, groups.Where(group => IsOfCompany(entity, group)))})" : parameters.Add(uuids);
        return (own, $"{EntitySql.Row}.company_id = any({listed})");
    }

    private static string Lookup(SqlCompiler compiler, IEnumerable<VqlWhere> groups) =>
        $"select {EntitySql.Company}.uuid from {EntitySql.LivingCompanies} and {compiler.AnyOf([.. groups])}";

    private static bool HasCompanies(EntityFields entity, IReadOnlyList<VqlWhere> groups) =>
        entity.JoinsCompany && groups.Any(group => IsOfCompany(entity, group));

    // Only what no contact without a company can meet, since an absent company is not among the companies.
    private static bool IsOfCompany(EntityFields entity, VqlWhere group) =>
        group.ClauseCount > 0 && group.ClauseCount == group.TextMatches.Must.Count + group.KeywordMatch.Must.Count && !group.Groups().Any()
        && group.FieldNames().All(name => entity[name].OfCompany)
        && group.TextMatches.Must.All(match => entity[match.Field].Kind == FieldKind.Text)
        && group.KeywordMatch.Must.All(match => entity[match.Field].Kind == FieldKind.Keyword && match.Values.All(value => value.Text.Length > 0));
}
