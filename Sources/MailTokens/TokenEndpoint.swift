import Foundation
import FoundationNetworking
public import MailRouting
import Synchronization

/// What an endpoint answered: never more than the limit.
public struct EndpointAnswer: Sendable {
    public let status: Int
    public let body: [UInt8]
    /// `Retry-After`, where it is a number of seconds (RFC 9110 section 10.2.3).
    public let retryAfter: Interval?

    public init(status: Int, body: [UInt8], retryAfter: Interval? = nil) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
    }
}

/// Asks an authorisation server over HTTP. A port, so that tests may answer themselves.
public protocol TokenEndpoint: Sendable {
    /// Posts a form.
    func post(_ form: [UInt8], to address: String) async throws(TokenFault) -> EndpointAnswer
}

/// The real one: an exchange of bounded size and time, no redirect, nothing kept.
public struct HTTPTokenEndpoint: TokenEndpoint {
    private let seconds: Int

    /// - Parameter seconds: how long one exchange may take.
    public init(seconds: Int? = nil) { self.seconds = seconds ?? Limits.exchangeSeconds }

    public func post(_ form: [UInt8], to address: String) async throws(TokenFault) -> EndpointAnswer {
        try await post(form, as: "application/x-www-form-urlencoded", to: address)
    }

    /// Posts anything, under the same bounds.
    public func post(
        _ body: [UInt8], as type: String, to address: String
    ) async throws(TokenFault) -> EndpointAnswer {
        guard let url = URL(string: address) else { throw .unreachable(endpoint: address, reason: "it is no address") }
        var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData)
        request.httpMethod = "POST"
        request.httpBody = Data(body)
        request.setValue(type, forHTTPHeaderField: "Content-Type")
        request.setValue("application/json", forHTTPHeaderField: "Accept")
        request.setValue("mailroom", forHTTPHeaderField: "User-Agent")
        let settings = URLSessionConfiguration.ephemeral
        settings.timeoutIntervalForRequest = Double(seconds)
        settings.timeoutIntervalForResource = Double(seconds)
        let exchange = Exchange()
        let session = URLSession(configuration: settings, delegate: exchange, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let task = session.dataTask(with: request)
        do {
            return try await exchange.answer(of: task, within: seconds)
        } catch {
            throw .unreachable(endpoint: address, reason: error.reason)
        }
    }
}

/// One request and its answer.
private final class Exchange: NSObject, URLSessionDataDelegate, Sendable {
    struct Failure: Error { let reason: String }
    private struct State {
        var body: [UInt8] = []
        var isTooLong = false
        var isTooSlow = false
        var continuation: CheckedContinuation<Result<EndpointAnswer, Failure>, Never>?
    }
    private let state = Mutex(State())

    func answer(of task: URLSessionDataTask, within seconds: Int) async throws(Failure) -> EndpointAnswer {
        // Of its own, because the session's limits start anew with every octet that trickles in.
        let deadline = DispatchWorkItem { [weak self] in
            self?.state.withLock { $0.isTooSlow = true }
            task.cancel()
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds), execute: deadline)
        defer { deadline.cancel() }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { $0.continuation = continuation }
                task.resume()
            }
        } onCancel: {
            task.cancel()
        }
        return try result.get()
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLong = state.withLock { state in
            if state.body.count + data.count > Limits.answerBytes { state.isTooLong = true } else { state.body += data }
            return state.isTooLong
        }
        if isTooLong { dataTask.cancel() }
    }

    /// A form with a secret is sent where the configuration says, and nowhere else.
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) { completionHandler(nil) }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let (continuation, result) = state.withLock { state in
            defer { state.continuation = nil }
            return (state.continuation, Self.result(state, task.response as? HTTPURLResponse, error))
        }
        continuation?.resume(returning: result)
    }

    private static func result(
        _ state: State, _ response: HTTPURLResponse?, _ error: (any Error)?
    ) -> Result<EndpointAnswer, Failure> {
        if state.isTooLong {
            return .failure(Failure(reason: "its answer is longer than \(Limits.answerBytes) octets"))
        }
        if state.isTooSlow { return .failure(Failure(reason: "it did not answer in time")) }
        if let error {
            return .failure(Failure(reason: OneLine.of(error.localizedDescription, scalars: Limits.shownScalars)))
        }
        guard let response else { return .failure(Failure(reason: "it did not answer in HTTP")) }
        let seconds = response.value(forHTTPHeaderField: "Retry-After").flatMap { Int64($0) }
        return .success(
            EndpointAnswer(
                status: response.statusCode, body: state.body, retryAfter: seconds.map { .seconds($0) }))
    }
}
