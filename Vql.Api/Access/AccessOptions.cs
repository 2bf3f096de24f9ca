using System.Text;
using Microsoft.Extensions.Options;
using Vql.Api.Configuration;

namespace Vql.Api.Access;

/// <summary>The options of authentication, authorization and rate limits.</summary>
internal sealed record AccessOptions
{
    public const string TokenSecretKey = "JWT_SECRET_KEY";
    public const string ApiKeysKey = "API_KEYS";
    public const string ContactsWriteKey = "CONTACTS_WRITE_KEY";
    public const string CompaniesWriteKey = "COMPANIES_WRITE_KEY";

    private const string OriginsKey = "CORS_ORIGINS";
    private const string RequestsKey = "API_MAX_REQUESTS_PER_MINUTE";
    private const string QueryCostKey = "API_MAX_QUERY_COST";
    private const string CostKey = "API_QUERY_COST_PER_MINUTE";
    private const int DefaultRequests = 1200;
    private const int DefaultQueryCost = 500;
    private const int DefaultCost = 3000;
    private const string BodyKey = "API_MAX_BODY_BYTES";
    private const int MinSecretBytes = 32;
    private const int MinKeyLength = 16;

    /// <summary>The key that signs bearer tokens; null when bearer tokens are not accepted.</summary>
    public byte[]? TokenSecret { get; private init; }

    public IReadOnlyList<ApiKey> Keys { get; private init; } = [];

    /// <summary>The write keys of the collections, by their settings. A collection without a key is read-only.</summary>
    public IReadOnlyDictionary<string, Secret> WriteKeys { get; private init; } = new Dictionary<string, Secret>();

    /// <summary>Whether every request has full access: in Development, without a token secret and API keys.</summary>
    public bool IsAuthenticationDisabled { get; private init; }

    /// <summary>The origins that CORS allows; <c>*</c> for all.</summary>
    public IReadOnlyList<string> Origins { get; private init; } = [];

    /// <summary>The maximum number of requests per minute and caller; null for no limit.</summary>
    public int? RequestsPerMinute { get; private init; }

    /// <summary>The maximum cost of one query, in points.</summary>
    public int MaxQueryCost { get; private init; }

    /// <summary>The maximum cost of a caller's queries per minute, in points; null for no limit.</summary>
    public int? CostPerMinute { get; private init; }

    /// <summary>The maximum size of a request body, in bytes.</summary>
    public long MaxBodyBytes { get; private init; }

    /// <summary>Reads the variables.</summary>
    /// <exception cref="OptionsValidationException">A value is invalid or missing. The failures name every such variable.</exception>
    public static AccessOptions Read(IConfiguration configuration, bool isDevelopment)
    {
        var settings = new Settings(configuration);
        var secret = settings.Text(TokenSecretKey) is { } text ? Encoding.UTF8.GetBytes(text) : null;
        if (secret is { Length: < MinSecretBytes })
        {
            settings.Faults.Add($"{TokenSecretKey} must have at least {MinSecretBytes} bytes");
        }

        var keys = settings.List(ApiKeysKey).Select(entry => ReadKey(entry, settings.Faults)).OfType<ApiKey>().ToList();
        var isUnconfigured = secret is null && settings.Text(ApiKeysKey) is null;
        if (isUnconfigured && !isDevelopment)
        {
            settings.Faults.Add(
                $"authentication is not configured: set {TokenSecretKey} (the key that signs bearer tokens) or {ApiKeysKey} " +
                "(NAME:ROLE:KEY,...), or set ASPNETCORE_ENVIRONMENT=Development, where authentication is disabled");
        }

        var requests = (int)settings.Number(RequestsKey, isDevelopment ? 0 : DefaultRequests, 0, 1_000_000);
        var queryCost = (int)settings.Number(QueryCostKey, DefaultQueryCost, 1, 1_000_000);
        var cost = (int)settings.Number(CostKey, isDevelopment ? 0 : Math.Max(DefaultCost, queryCost), 0, 1_000_000);
        if (cost > 0 && cost < queryCost)
        {
            settings.Faults.Add($"{CostKey} must be at least {QueryCostKey} ({queryCost}), or 0 for no limit");
        }

        var options = new AccessOptions
        {
            TokenSecret = secret,
            Keys = keys,
            WriteKeys = new[] { ContactsWriteKey, CompaniesWriteKey }
                .Where(key => settings.Text(key) is not null).ToDictionary(key => key, key => new Secret(settings.Text(key)!)),
            IsAuthenticationDisabled = isUnconfigured && isDevelopment,
            Origins = settings.List(OriginsKey),
            RequestsPerMinute = requests == 0 ? null : requests,
            MaxQueryCost = queryCost,
            CostPerMinute = cost == 0 ? null : cost,
            MaxBodyBytes = (long)settings.Number(BodyKey, 1 << 20, 1024, 1 << 30),
        };
        return settings.Faults.Count == 0
            ? options
            : throw new OptionsValidationException("access", typeof(AccessOptions), settings.Faults);
    }

    // Errors never contain a secret.
    private static ApiKey? ReadKey(string entry, List<string> faults)
    {
        if (entry.Split(':', 3) is [{ Length: > 0 } name, { } role, { Length: >= MinKeyLength } key] && Roles.All.Contains(role))
        {
            return new ApiKey(name, role, new Secret(key));
        }

        faults.Add(
            $"{ApiKeysKey} must be NAME:ROLE:KEY, several separated by commas, with one of the roles {string.Join(", ", Roles.All)} "
            + $"and a key of at least {MinKeyLength} characters");
        return null;
    }
}

/// <summary>An API key.</summary>
/// <param name="Name">The name of its owner.</param>
/// <param name="Role">The role.</param>
/// <param name="Secret">The key.</param>
internal sealed record ApiKey(string Name, string Role, Secret Secret);
