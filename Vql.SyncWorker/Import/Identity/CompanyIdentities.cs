using Vql.Core.Documents;
using Vql.Core.Text;
using Vql.Storage.Postgres.Merging;
using Vql.SyncWorker.Import.Rows;

namespace Vql.SyncWorker.Import.Identity;

/// <summary>
/// The companies that may match the rows of a batch. A company is identified by its LinkedIn address, then by its domain,
/// then by its name. Companies with the same name are distinct if their LinkedIn addresses or their domains differ.
/// </summary>
internal sealed class CompanyIdentities
{
    private readonly Dictionary<string, CompanyEntry> _byUuid = [];
    private readonly EntryIndex<string, CompanyEntry> _byLinkedin = new();
    private readonly EntryIndex<string, CompanyEntry> _byDomain = new();
    private readonly EntryIndex<string, CompanyEntry> _byName = new();

    /// <summary>Queries the companies that may match rows.</summary>
    public static async Task<IReadOnlyList<KnownCompany>> LookUpAsync(
        KnownRows known, IEnumerable<CompanyRow> rows, CancellationToken cancellationToken)
    {
        var (uuids, domains) = (new HashSet<string>(), new HashSet<string>());
        var (linkedins, names) = (new HashSet<string>(), new HashSet<string>());
        foreach (var row in rows)
        {
            uuids.UnionWith(row.Uuids);
            AddTo(domains, row.Domain);
            AddTo(linkedins, row.Linkedin);
            AddTo(names, row.Name);
        }

        return uuids.Count == 0 ? [] : await known.FindCompaniesAsync(uuids, domains, linkedins, names, cancellationToken);
    }

    /// <summary>Adds existing companies that are not yet included.</summary>
    public void AddExisting(IEnumerable<KnownCompany> companies)
    {
        foreach (var company in companies.Where(company => !_byUuid.ContainsKey(company.Uuid)))
        {
            Add(new CompanyEntry
            {
                Uuid = company.Uuid,
                Id = company.Id,
                IsNew = false,
                IsDeleted = company.IsDeleted,
                Name = company.Name,
                Linkedin = company.Linkedin,
                Domain = company.Domain,
                Domains = company.Domains,
                Stored = company.Values,
            });
        }
    }

    /// <summary>The created companies, as existing rows.</summary>
    public IReadOnlyList<KnownCompany> Created => [.. Applied.Where(entry => entry.IsNew).Select(entry =>
        new KnownCompany(entry.Id, entry.Uuid, IsDeleted: false, entry.Name, entry.Linkedin, entry.Domain, entry.Domains, null))];

    /// <summary>The companies to which rows were applied.</summary>
    public IEnumerable<CompanyEntry> Applied => _byUuid.Values.Where(entry => entry.Values is not null);

    /// <summary>Finds the company that matches a row.</summary>
    public Match<CompanyEntry> Find(CompanyRow row)
    {
        if (row.Uuid is not null)
        {
            return _byUuid.TryGetValue(row.Uuid, out var named) ? Match<CompanyEntry>.Of(named) : Match<CompanyEntry>.None;
        }

        var linkedin = _byLinkedin[row.Linkedin];
        var domain = _byDomain[row.Domain].Where(entry => linkedin.Count > 0 || !Differ(entry.Linkedin, row.Linkedin)).ToList();
        if (linkedin.Count > 0 && domain.Count > 0 && !linkedin.Intersect(domain).Any())
        {
            return Match<CompanyEntry>.Ambiguous(
                $"its LinkedIn address belongs to the company {linkedin[0].Uuid}, "
                + $"but its domain {row.Domain} to the company {domain[0].Uuid}");
        }

        var strong = linkedin.Count > 0 ? linkedin : domain;
        if (strong.Count == 1)
        {
            return Match<CompanyEntry>.Of(strong[0]);
        }

        if (strong.Count > 1)
        {
            // If several companies share a domain, the name identifies the company.
            var named = strong.Where(entry => HasName(entry, row)).ToList();
            return named.Count == 1 ? Match<CompanyEntry>.Of(named[0])
                : named.Count == 0 && linkedin.Count == 0 && row.Name is not null ? Match<CompanyEntry>.None
                : Match<CompanyEntry>.Ambiguous(
                    $"{strong.Count} companies have its {(linkedin.Count > 0 ? "LinkedIn address" : "domain")}");
        }

        return FindByName(row);
    }

    /// <summary>Creates the company of a row without adding it.</summary>
    public CompanyEntry Create(CompanyRow row) => new()
    {
        Uuid = row.Uuid ?? row.Uuids.FirstOrDefault(uuid => !_byUuid.ContainsKey(uuid)) ?? Guid.CreateVersion7().ToString(),
        IsNew = true,
        IsDeleted = false,
        Domains = [],
    };

    /// <summary>Adds a company with the keys of a row.</summary>
    public void Add(CompanyEntry entry, CompanyRow row)
    {
        entry.Name = row.Name ?? entry.Name;
        entry.Linkedin = row.Linkedin ?? entry.Linkedin;
        entry.Domain = row.Domain ?? entry.Domain;
        if (row.Domain is not null && !entry.Domains.Contains(row.Domain))
        {
            entry.Domains = [.. entry.Domains, row.Domain];
        }

        Add(entry);
    }

    private static void AddTo(HashSet<string> keys, string? key)
    {
        if (key is not null)
        {
            keys.Add(key);
        }
    }

    private static bool Differ(string? one, string? other) => one is not null && other is not null && one != other;

    private void Add(CompanyEntry entry)
    {
        _byUuid[entry.Uuid] = entry;
        if (!entry.IsDeleted)
        {
            _byLinkedin.Add(entry.Linkedin, entry);
            _byDomain.Add(entry.Domain, entry);
            _byName.Add(entry.Name, entry);
        }
    }

    private Match<CompanyEntry> FindByName(CompanyRow row)
    {
        var named = _byName[row.Name].Concat(row.Uuids.Select(uuid => _byUuid.GetValueOrDefault(uuid)).OfType<CompanyEntry>()
            .Where(entry => HasName(entry, row))).Distinct().Where(entry => IsPossible(entry, row)).ToList();
        var live = named.Where(entry => !entry.IsDeleted).ToList();
        if ((live.Count > 0 ? live : named) is [var only])
        {
            return Match<CompanyEntry>.Of(only);
        }

        var byMail = live.Where(entry => row.MailDomain is not null && entry.Domains.Contains(row.MailDomain)).ToList();
        return byMail is [var mailed] ? Match<CompanyEntry>.Of(mailed)
            : live.Count == 0 || row.Domain is not null || row.Linkedin is not null ? Match<CompanyEntry>.None
            : Match<CompanyEntry>.Ambiguous(
                $"{live.Count} companies have its name; add a domain, website or LinkedIn address to identify one");
    }

    // Connectra's batches remove punctuation around a name.
    private static bool HasName(CompanyEntry entry, CompanyRow row) =>
        entry.Name == row.Name || CsvValue.Text(entry.Name) == CsvValue.Text(row.Name);

    private static bool IsPossible(CompanyEntry entry, CompanyRow row)
    {
        var domains = entry.Domains.Where(domain => !IdentityKeys.IsMailProvider(domain)).ToList();
        return !Differ(entry.Linkedin, row.Linkedin) && (row.Domain is null || domains.Count == 0 || domains.Contains(row.Domain));
    }
}
